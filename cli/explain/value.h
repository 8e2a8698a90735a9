/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of a key: as people read them, and as a file has them.
 */
#ifndef CLI_EXPLAIN_VALUE_H
#define CLI_EXPLAIN_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"

#define VALUE_TEXT_SIZE 48

/* For people: "12.3M", "120%", "max" for VALUE_MAX, "-" where nobody tells. */
void value_show(char text[VALUE_TEXT_SIZE], enum field_id id, uint64_t n);

/* As a file has it: exact, in the largest unit that it is a whole number of. */
void value_write(char text[VALUE_TEXT_SIZE], enum field_id id, uint64_t n);

/* The whole value of the policy's key as a file has it; malloc'ed. */
char *value_of(const struct policy *p, enum field_id id);

#endif
