/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The limits of a policy, a row each.
 */
#ifndef HOSTEL_CGROUP_KNOBS_H
#define HOSTEL_CGROUP_KNOBS_H

#include "cgroup/find.h"

/* The controllers that the policy needs, whatever is found: for the tenant and for the owner. */
unsigned int cgroup_asked(const struct policy *p);

/* The bit of the controller that a field of [resources] is written to, 0 for every other field. */
unsigned int cgroup_of_field(enum field_id id);

#endif
