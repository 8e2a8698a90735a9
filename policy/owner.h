/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * owners/NAME.ini: what all tenants of an owner use together.
 */
#ifndef POLICY_OWNER_H
#define POLICY_OWNER_H

#include "policy/policy.h"
#include "policy/problems.h"
#include "policy/reader.h"

/* An owner who is bounded by nothing yet. 0 or ENOMEM. */
int owner_init(struct policy *sum);

/* The file of p->owner, if there is one, into p->sum; mistakes go to ps. 0 or ENOMEM. */
int owner_read(struct policy *p, const struct policy_reader *reader, struct problems *ps);

#endif
