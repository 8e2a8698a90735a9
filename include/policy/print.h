/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values as they are written in a file, and what fields.def says of a key.
 */
#ifndef HOSTEL_POLICY_PRINT_H
#define HOSTEL_POLICY_PRINT_H

#include "policy/policy.h"

const struct field_info *policy_field(enum field_id id);

/*
 * The value of one field as it would be written in a file. Returns the length as snprintf(3) does.
 * policy_load() of the printed value gives the same value.
 */
int policy_print_field(const struct policy *p, enum field_id id, char *buffer, size_t size);

#endif
