/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * write = root: a user namespace in the sandbox's own, in which the tenant is uid 0 and has 65,535 ids more.
 * All other namespaces, PID 1 and its mounts belong to the outer one: over them that root has no capability.
 */
#ifndef INIT_OWN_ROOT_H
#define INIT_OWN_ROOT_H

#include "base/err.h"
#include "policy/policy.h"
#include "request.h"
#include "talk/launch.h"

/* Make it, by the procfs at `proc`. A descriptor of the namespace, or -1 with *e. */
int own_root_make(const struct launch *l, int proc, struct err *e);

/* For PID 1's own filter: what its children need to get there. */
void own_root_permit(const struct launch *l, struct policy *p);

/* In a child that has the tenant's ids, and KEEPCAPS: enter, and have the capabilities of that
 * root. 0 or -1. */
int own_root_enter(const struct spawn *s, int fd);

/* Is it that root, and can it take nothing back? */
bool own_root_holds(void);

#endif
