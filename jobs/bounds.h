/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much, how long, how often.
 */
#ifndef JOBS_BOUNDS_H
#define JOBS_BOUNDS_H

#define TEXT_MAX (1U << 20)        /* bytes of a crontab or job */
#define RUN_MILLISECONDS 5000      /* of a program of the host's, until it is killed */
#define PAUSE_MILLISECONDS 300     /* between two looks at what has changed: whoever writes in a loop */
#define RETRY_MILLISECONDS 2000    /* after a program that could not be run: pids.max */
#define RETRIES_MAX 5
#define EMPTY_MILLISECONDS 100      /* between two looks whether anybody is left without a session */
#define LINGER_MILLISECONDS 5000   /* after so long, and then between two such looks */
#define LINES_MAX 20               /* of the host's log, a minute */
#define JOBS_MAX 100               /* at(1) jobs that are looked after */
#define CRONTAB_LINES_MAX 250      /* cron starts a process of root's for each that is due, all at once */

#endif
