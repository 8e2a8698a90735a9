/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * %u, %U and %h in the values of a merged policy.
 */
#ifndef POLICY_EXPAND_H
#define POLICY_EXPAND_H

#include "policy/policy.h"
#include "policy/problems.h"

/* Where an account makes a value wrong, that is a problem, and the default takes its place. 0 or ENOMEM. */
int expand_policy(struct policy *p, const struct policy_who *who, struct problems *ps);

#endif
