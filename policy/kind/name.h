/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of plans and owners.
 */
#ifndef POLICY_KIND_NAME_H
#define POLICY_KIND_NAME_H

#include "policy/complaint.h"

/* As the kind NAME has them; "" is one. */
int plan_name_check(const char *name, struct complaint *c);

/* As the kind OWNER has them; "" is one. */
int owner_name_check(const char *name, struct complaint *c);

#endif
