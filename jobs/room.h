/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose jobs these are, and where.
 */
#ifndef JOBS_ROOM_H
#define JOBS_ROOM_H

#include <stdbool.h>
#include <stdint.h>

struct room {
	const char *name; /* the account's */
	bool crontab, at; /* what policy permits */
	uint64_t stay;    /* seconds, without a session; 0: for ever */
	const char *cgroup; /* a list of who is in it, or NULL */
	const char *stamp;  /* what the host was like, for jobs.left */
	bool empty;         /* the room's spool was, when the first who is in came */
	bool same;          /* and the host's, and what it permits, is as it was when it was last looked at */
	bool unheard;       /* nobody reads descriptor 1 */
	bool has_crontab, has_jobs; /* the host has something of theirs: a login waits until it is shown */
	bool may_be_refused; /* the host has a list of who may have a crontab */
	int crontabs;     /* the tenant's own directories, or -1 */
	int atjobs;
	int own_atjobs;   /* the watch of atjobs, 0 if there is none */
	int changes;                    /* inotify(7) */
};

/*
 * Whom the host's program does not serve, the one inside does not either: /etc/cron.deny and at.deny lead
 * to the file .deny of their directories there, which has the name, or is empty if it is `needed`, or is not
 * there. The tenant's to change: it only makes the program inside say what the host's would. 0 or -1.
 */
int room_permit(const struct room *r, int dir, bool permitted, bool needed);

/* A line in the host's log, without a newline. One that the log does not take, or too many, is lost. */
void room_say(const struct room *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
