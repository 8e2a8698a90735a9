/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The crontab of the tenant's own spool and that of the host's, kept the same.
 */
#ifndef JOBS_CRONTAB_H
#define JOBS_CRONTAB_H

#include "room.h"
#include "spool.h"

/* What both were when they were last the same. */
struct crontab {
	bool known;
	struct text agreed;
};

/*
 * Bring what has changed inside to the host by its crontab(1), or the other way round. If both have
 * changed, the host's stays. 0; or -1: something could not be done now, try again.
 */
int crontab_sync(const struct room *r, struct crontab *c);

/* The host has none, and inside there is none either: without asking crontab(1), which logs each question. */
bool crontab_none(const struct room *r, struct crontab *c);

/* There is none inside, and that is what both were last. */
bool crontab_is_empty(const struct room *r, const struct crontab *c);

#endif
