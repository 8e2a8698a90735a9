/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kind a field is of, and what follows from it.
 */
#ifndef POLICY_VALUE_H
#define POLICY_VALUE_H

#include "kind.h"

const struct kind *kind_of(const struct field *f);
size_t value_size(const struct field *f);
/* As policy_print_field(), of any field's member. */
int value_print(const struct field *f, const void *member, char *buffer, size_t size);
void value_release(const struct field *f, void *member); /* and zero it */

#endif
