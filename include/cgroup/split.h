/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two cgroups in a tenant's own, so that PID 1 of the sandbox has a part of the processors' time beside
 * all of the tenant's processes together, not beside each: docs/decisions/0030. Of the controller of
 * processors alone; cgroup-v2.rst, "Threads", says why processes may be in the tenant's own as well.
 */
#ifndef HOSTEL_CGROUP_SPLIT_H
#define HOSTEL_CGROUP_SPLIT_H

#include <stdbool.h>

#include "cgroup/find.h"

#define CGROUP_INIT "init"       /* PID 1, and what it starts until that is the tenant's */
#define CGROUP_PAYLOAD "payload" /* the tenant's processes */

/* The file that takes "0" for the thread that writes it. */
const char *cgroup_tasks(bool v2);

/* Is so little left to a sandbox of this policy that PID 1 needs a part of its own? */
bool cgroup_split_wanted(const struct policy *p);

/* Make both in BASE/NAME, which is there; existing ones are fine. *place is BASE/NAME's. 0 or -1 with *e. */
int cgroup_split(const struct cgroups *c, const char *base, const char *name, struct cgroup_place *place,
	struct err *e);

/* Remove both from a tenant's directory, unless somebody is in them. */
void cgroup_split_remove(const char *directory);

#endif
