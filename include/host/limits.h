/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can change in a sandbox that is alive, and whether one fits a policy. Root's rights, with the
 * tenant's lock (t/UID/lock) held.
 */
#ifndef HOSTEL_LIMITS_H
#define HOSTEL_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cgroup/find.h"
#include "host/account.h"
#include "host/record.h"
#include "host/state.h"
#include "policy/policy.h"

/* Hashes: a sandbox whose record has the same ones is what this policy would make. */
struct fitting {
	uint64_t room;   /* fields of EFFECT_ROOM, the groups and the shell */
	uint64_t limits; /* fields of EFFECT_LIMIT, and the owner's */
};

#define LIMITS_UNKNOWN 0 /* in a record: something may have been written that it does not know */

/* 0 or ENOMEM. */
int fitting_of(struct fitting *f, const struct policy *p, const struct account *a);

/*
 * True if the recorded sandbox can serve under this policy, whose limits may have to be changed in it:
 * made since `boot` (boot_id()) of the same room for the same account.
 */
bool fitting_room(const struct fitting *f, const struct record *r, const struct policy *p,
	const struct account *a, const char *boot);

/*
 * Write every limit of the policy: cgroups below `base`, the login programs' where the policy has it
 * or it is there, quota. Of v1 hierarchies that a running sandbox is not in nothing is said here. 0, or -1
 * with *e: some of it may be done. A process of its own: see quota_apply().
 */
int limits_write(const char *base, int tenant, const struct account *a, const struct policy *p,
	struct cgroup_warnings *w, struct err *e);

/*
 * Remember in t/UID/N/policy what the sandbox was made with, and read it. limits_remembered(): 1; 0 if
 * there is none, or of another version; -1 with *e.
 */
int limits_remember(int tenant, uint32_t number, const struct policy *p, struct err *e);
int limits_remembered(int tenant, uint32_t number, struct policy *p, struct err *e);

/*
 * Change the limits of the recorded sandbox to those of the policy, and record it. All or nothing: if
 * one cannot be written the old ones are, and *e says so; but for the owner's, of which nobody remembers
 * any. Where that fails too, or the process is killed, LIMITS_UNKNOWN stays in the record: they are written
 * again by the next login or reload, which is refused until it can be done. 0 or -1. A process of its own.
 */
int limits_update(int tenant, struct record *r, const struct account *a, const struct policy *p,
	struct cgroup_warnings *w, struct err *e);

/* Before limits of the tenant are written for another sandbox: the record says LIMITS_UNKNOWN. 0 or -1. */
int limits_unknown(int tenant, struct record *r, struct err *e);

/* Those that the recorded sandbox was made with, or last changed to, once more. 0 or -1. As above. */
int limits_put_back(int tenant, struct record *r, const struct account *a, struct err *e);

#endif
