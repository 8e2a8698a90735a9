/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits that change: in a process of its own, as the tenant's home may lie on a dead file system, and as
 * finding its quota takes the tenant's ids. Root's rights, with the tenant's lock held.
 */
#ifndef HOSTEL_LIMITS_CHANGE_H
#define HOSTEL_LIMITS_CHANGE_H

#include "host/limits.h"

enum limits_how {
	LIMITS_FRESH,  /* limits_write(): for a sandbox that is being made */
	LIMITS_FOLLOW, /* limits_update(): the recorded one gets the policy's */
	LIMITS_BACK,   /* limits_put_back(): the recorded one keeps what it had */
};

struct limits_change {
	enum limits_how how;
	int tenant;            /* t/UID */
	struct record *record; /* of LIMITS_FOLLOW, which changes it, and LIMITS_BACK */
	const char *base;      /* of LIMITS_FRESH: below which the tenant's cgroup is */
	const struct account *account;
	const struct policy *policy;
	bool porches; /* LIMITS_FOLLOW: charge the login programs that are there, if the policy says so */
	unsigned milliseconds;
	struct cgroup_warnings warnings; /* out */
};

/* 0; or -1 with *e (ETIMEDOUT: the kernel or the home's file system does not answer). */
int limits_change(struct limits_change *c, struct err *e);

#endif
