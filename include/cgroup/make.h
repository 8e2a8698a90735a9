/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cgroups of a tenant: made with their limits, entered, removed.
 */
#ifndef HOSTEL_CGROUP_MAKE_H
#define HOSTEL_CGROUP_MAKE_H

#include "cgroup/find.h"

/*
 * The controllers that the policy needs of those that are found, as a mask: memory, pids and cpu
 * always, the others if it limits something by them. In v1 cpuset and cpuacct always: a JVM that does not
 * find all four inside takes the host's memory for its own (cgroupSubsystem_linux.cpp of OpenJDK).
 */
unsigned int cgroup_needed(const struct cgroups *c, const struct policy *p);

/*
 * The controllers whose limits can still be changed once a sandbox of this policy runs: its processes
 * are in a v1 hierarchy only if it was needed when they were born.
 */
unsigned int cgroup_reached(const struct cgroups *c, const struct policy *p);

/*
 * Make BASE/NAME in every hierarchy that is needed, controllers enabled on the way, and write the
 * policy's limits; where BASE is the cgroup of the policy's owner, the owner's, too. Existing ones get the
 * limits anew. A limit that cannot be enforced is an error, or where the policy says so a warning. 0 or -1
 * with *e, which names key and file.
 */
int cgroup_make(const struct cgroups *c, const char *base, const char *name, const struct policy *p,
	struct cgroup_warnings *w, struct err *e);

/*
 * Move the calling, single-threaded process into a v1 place. It writes 0 to `tasks`: moving oneself
 * needs no cgroup_threadgroup_rwsem and so does not wait for RCU (kernel/cgroup/cgroup.c).
 * Async-signal-safe but for open(2), write(2). 0 or -1 with errno.
 */
int cgroup_enter_v1(const struct cgroup_place *place);

/*
 * Remove BASE/NAME where empty, and BASE where that is empty then; if that is an owner's, also what is above.
 * Missing is fine. 0 or -1.
 */
int cgroup_remove(const struct cgroups *c, const char *base, const char *name, struct err *e);

/* Bytes of memory and number of processes in use; -1 where unknown. */
void cgroup_usage(const struct cgroups *c, const char *base, const char *name, int64_t *memory,
	int64_t *pids);

#endif
