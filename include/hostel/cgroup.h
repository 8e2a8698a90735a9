/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroups: one row per knob, with the file of either version. Found at run time, v2 first.
 * Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/.
 */
#ifndef HOSTEL_CGROUP_H
#define HOSTEL_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hostel/err.h"
#include "hostel/policy.h"

#define CGROUP_CONTROLLERS 6
#define CGROUP_ALL ((1U << CGROUP_CONTROLLERS) - 1)
#define CGROUP_WARNINGS_MAX 8
/*
 * [host] cgroup = auto: below the cgroup of the unit etc/systemd/hostel.service once systemd has started
 * it, else `hostel`. One level deeper than the unit's own, whose subtree_control systemd may clear when
 * it starts the unit again; the kernel refuses that while a child has the controllers on
 * (docs/decisions/0012-a-delegated-unit.md).
 */
#define CGROUP_AUTO "auto"
#define CGROUP_PLAIN "hostel"
#define CGROUP_SLICE "hostel.slice"
#define CGROUP_UNIT CGROUP_SLICE "/hostel.service/tenants"

/* CGROUP_CPUACCT limits nothing: v1 counts processor time by it, v2 by cpu itself. */
enum cgroup_controller { CGROUP_MEMORY, CGROUP_PIDS, CGROUP_CPU, CGROUP_CPUSET, CGROUP_IO, CGROUP_CPUACCT };

struct cgroup_mount {
	bool found;
	bool v2;
	char path[256]; /* where the hierarchy is mounted */
};

struct cgroups {
	struct cgroup_mount mounts[CGROUP_CONTROLLERS]; /* v2: all the same */
	bool unit;                                      /* CGROUP_SLICE is there: systemd's */
};

/* A distinct directory of a tenant: one for v2, one per hierarchy for v1. */
struct cgroup_place {
	bool v2;
	char path[512];
	char name[32]; /* below /sys/fs/cgroup inside: "" for v2, "memory" for v1 */
};

/* Limits that this host cannot enforce, and that the policy can do without. */
struct cgroup_warnings {
	size_t count; /* beyond CGROUP_WARNINGS_MAX they are only counted */
	char text[CGROUP_WARNINGS_MAX][200];
};

/* Read /proc/self/mounts: which controller is where. Returns 0, or -1 with *e. */
int cgroup_find(struct cgroups *c, struct err *e);

/* Where a base of the configuration is: another than CGROUP_AUTO as it stands. All below take either. */
const char *cgroup_base(const struct cgroups *c, const char *base);

/* The kernel's name of a controller: "io", and "blkio" in v1. */
const char *cgroup_controller_name(enum cgroup_controller controller, bool v2);

/*
 * The controllers that the policy needs of those that are found, as a mask: memory, pids and cpu
 * always, the others if it limits something by them. In v1 cpuset and cpuacct always: a JVM that does not
 * find all four inside takes the host's memory for its own (cgroupSubsystem_linux.cpp of OpenJDK).
 */
unsigned int cgroup_needed(const struct cgroups *c, const struct policy *p);

/* The same of the policy alone, whatever is found. */
unsigned int cgroup_asked(const struct policy *p);

/*
 * The controllers whose limits can still be changed once a sandbox of this policy runs: its processes
 * are in a v1 hierarchy only if it was needed when they were born.
 */
unsigned int cgroup_reached(const struct cgroups *c, const struct policy *p);

/* The bit of the controller that a field of [resources] is written to, 0 for every other field. */
unsigned int cgroup_of_field(enum field_id id);

/*
 * Make BASE/NAME in every hierarchy that is needed, controllers enabled on the way, and write the
 * policy's limits. Existing ones get the limits anew. A limit that cannot be enforced is an error, or
 * where the policy says so a warning. 0 or -1 with *e, which names key and file.
 */
int cgroup_make(const struct cgroups *c, const char *base, const char *name, const struct policy *p,
	struct cgroup_warnings *w, struct err *e);

/* The directories of BASE/NAME in the hierarchies of a mask. Returns how many. */
size_t cgroup_places(const struct cgroups *c, const char *base, const char *name, unsigned int mask,
	struct cgroup_place places[CGROUP_CONTROLLERS]);

/*
 * Move the calling, single-threaded process into a v1 place. It writes 0 to `tasks`: moving oneself
 * needs no cgroup_threadgroup_rwsem and so does not wait for RCU (kernel/cgroup/cgroup.c).
 * Async-signal-safe but for open(2), write(2). 0 or -1 with errno.
 */
int cgroup_enter_v1(const struct cgroup_place *place);

/* Remove BASE/NAME where empty, and BASE where that is empty then. Missing is fine. 0 or -1. */
int cgroup_remove(const struct cgroups *c, const char *base, const char *name, struct err *e);

/* Bytes of memory and number of processes in use; -1 where unknown. */
void cgroup_usage(const struct cgroups *c, const char *base, const char *name, int64_t *memory,
	int64_t *pids);

/* cpu.max = a percentage of one processor, or VALUE_MAX, in microseconds. */
struct cgroup_cpu {
	uint64_t quota, period;
};
struct cgroup_cpu cgroup_cpu(uint64_t percent);

#endif
