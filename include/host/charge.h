/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [resources] charge_login: the login programs that serve a tenant, in a cgroup beside its own with the
 * same limits of memory, processors and disks, but not of processes. Root's rights.
 */
#ifndef HOSTEL_CHARGE_H
#define HOSTEL_CHARGE_H

#include "base/err.h"
#include "cgroup/find.h"
#include "host/record.h"
#include "host/state.h"
#include "policy/policy.h"

/* Its name: no account can have it. */
#define CGROUP_NAME_SIZE 80
void charge_name(char name[CGROUP_NAME_SIZE], const char *tenant);

/* Make it below `base` and write its limits. 0 or -1 with *e. */
int charge_make(const struct cgroups *c, const char *base, const char *tenant, const struct policy *p,
	struct err *e);

/*
 * Make it, and move there whatever stands on the recorded sandbox's porch. It takes the kernel some
 * milliseconds per process and v1 hierarchy: not on a login's path. 0 or -1 with *e.
 */
int charge_porch(const struct record *r, const struct policy *p, struct err *e);

#endif
