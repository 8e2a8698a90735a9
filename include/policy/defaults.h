/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy that says nothing yet: each key has its default.
 */
#ifndef HOSTEL_POLICY_DEFAULTS_H
#define HOSTEL_POLICY_DEFAULTS_H

#include "policy/policy.h"

/* Set every member to its default. Returns 0, or ENOMEM. Release with policy_free(). */
int policy_init(struct policy *p);

/* Release what policy_init(), policy_load() or policy_decode() allocated; *p is zeroed. */
void policy_free(struct policy *p);

/* One member back to its default. Returns 0, or ENOMEM. */
int field_reset(struct policy *p, enum field_id id);

#endif
