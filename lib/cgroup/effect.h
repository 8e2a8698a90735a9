/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether what was written has an effect.
 */
#ifndef LIB_CGROUP_EFFECT_H
#define LIB_CGROUP_EFFECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "policy/policy.h"

/*
 * v2 takes any list for a cpuset, and where nothing of it is there the parent's holds. 1 if all that the
 * kernel uses is in the list, 0 if not, -1 with *e.
 */
int cgroup_effect_cpuset(const char *directory, const char *file, const struct cpuset_list *list,
	struct err *e);

/*
 * Weights of disks' IO are BFQ's, where it is the scheduler of one of the disks (/sys/block), and with v2
 * iocost's, where it is switched on for one: io.bfq.weight, io.weight. The files are there without either.
 */
#define WEIGHT_OF_BFQ 1U
#define WEIGHT_OF_IOCOST 2U
unsigned int cgroup_effect_weight(const char *mount, bool v2, const char *disks);

/*
 * A memory.low protects no more than those of the cgroups above it (cgroup-v2.rst). The ones on the way from
 * MOUNT/BASE up that a login makes get the sum of the tenants', so that who asks for nothing has no part in
 * it but what the others leave unused (memory_recursiveprot); the rest is the admin's. 1; 0 if one of them
 * has less than `asked`, in bytes: its path is in `who`; -1 with *e.
 */
#define CGROUP_WHO 800
int cgroup_effect_low(const char *mount, const char *base, uint64_t asked, char who[CGROUP_WHO],
	struct err *e);

/* What MOUNT/BASE/NAME has of it, and those above have for it, goes. 0, or -1 with *e. */
int cgroup_take_low_back(const char *mount, const char *base, const char *name, struct err *e);

#endif
