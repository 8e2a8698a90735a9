/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keys say together.
 */
#ifndef POLICY_CHECK_H
#define POLICY_CHECK_H

#include "policy/policy.h"
#include "policy/problems.h"

/* All of a policy; `has_mode`: [network] too, whose mode may stand in another file. 0 or ENOMEM. */
int check_policy(const struct policy *p, const struct policy_who *who, bool has_mode, struct problems *ps);
/* [host] alone. */
void check_host(const struct policy *p, struct problems *ps);

#endif
