/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cgroup of an owner, BASE/NAME~owner, in which all tenants of that owner have theirs: the kernel counts
 * them together there. cgroup-v2.rst ("Top-down Constraint"), cgroup-v1/memory.rst, scheduler/sched-bwc.rst.
 */
#ifndef HOSTEL_CGROUP_OWNER_H
#define HOSTEL_CGROUP_OWNER_H

#include "cgroup/find.h"
#include "policy/names.h"

#define CGROUP_BASE_SIZE (POLICY_CGROUP_SIZE_MAX + 1)

/* Below which a tenant of this policy has the cgroup, [host] cgroup resolved: BASE, or BASE/NAME~owner. */
void cgroup_base_of(const struct cgroups *c, const struct policy *p, char base[CGROUP_BASE_SIZE]);

/* The bytes of "/NAME~owner" at the end of a base; 0: it is none of an owner's. */
size_t cgroup_owner_part(const char *base);

/* The owner's name, "" for none. */
#define CGROUP_OWNER_SIZE 33
void cgroup_owner_name(const char *base, char name[CGROUP_OWNER_SIZE]);

/* Is it this owner's? "": nobody's. */
bool cgroup_is_of_owner(const char *base, const char *owner);

#endif
