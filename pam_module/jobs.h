/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [session] crontab and at: hostel-jobs for a room, which takes what the tenant changes there to the host's
 * programs.
 */
#ifndef PAM_MODULE_JOBS_H
#define PAM_MODULE_JOBS_H

#include "host/record.h"
#include "login.h"
#include "porch.h"

/*
 * Start it unless there is one or the host has neither program, and wait until the room's spool is what the
 * host's is, within what is left of the login; not where both are known to be empty. `tenant`: t/UID. A
 * descriptor to be held, whose last holder's end it notices; or -1 with *e (without a message: there is none
 * to be had): the login goes on without. *cronless: the host's crontabs are for no cron that asks PAM.
 */
int jobs_attend(const struct login *l, int tenant, const struct record *r, const struct porch *porch,
	bool *cronless, struct err *e);

#endif
