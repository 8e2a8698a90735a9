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

#include "base/err.h"
#include "policy/policy.h"

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

/* The directories of BASE/NAME in the hierarchies of a mask. Returns how many. */
size_t cgroup_places(const struct cgroups *c, const char *base, const char *name, unsigned int mask,
	struct cgroup_place places[CGROUP_CONTROLLERS]);

#endif
