/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between lib/cgroup/find.c, which makes the directories, and lib/cgroup/knobs.c, which writes their files.
 */
#ifndef CGROUP_KNOBS_H
#define CGROUP_KNOBS_H

#include "cgroup/find.h"

struct cgroup_leaf {
	const struct cgroups *cgroups;
	const char *base;
	const char *name;
	bool is_owner; /* others are in it: of a policy only what an owner can have is written */
	const bool *fresh; /* by controller: the directory is new, nothing is to be taken back in it */
};

/* Write every limit of the policy. 0 or -1 with *e; what is not there and need not be: a warning. */
int cgroup_write_knobs(const struct cgroup_leaf *leaf, const struct policy *p,
	struct cgroup_warnings *w, struct err *e);

#endif
