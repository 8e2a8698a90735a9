/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host has for an account's crontab and jobs of at(1), by names and dates only.
 */
#ifndef PAM_MODULE_HOST_JOBS_H
#define PAM_MODULE_HOST_JOBS_H

#include <stdbool.h>

#include "login.h"

#define STAMP_SIZE 17

struct host_jobs {
	bool crontab, at;       /* policy permits it, and the host has the program and its spool */
	bool cronless;          /* it has them for crontabs, but no cron that asks PAM */
	bool something;         /* there is, or may be, what a new room is to be shown */
	char stamp[STAMP_SIZE]; /* of that and who may have it: is it another one, something has changed */
};

/* The first two. */
void host_jobs_find(const struct login *l, struct host_jobs *h);

/* The others. */
void host_jobs_look(const struct login *l, struct host_jobs *h);

#endif
