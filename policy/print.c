/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One value as it would be written in a file, quoted where the lexer would cut it.
 */
#include "policy/print.h"

#include "value.h"

const struct field_info *policy_field(enum field_id id)
{
	return (unsigned int)id < FIELD_COUNT ? &policy_fields[id].info : NULL;
}

int policy_print_field(const struct policy *p, enum field_id id, char *buffer, size_t size)
{
	return value_print(&policy_fields[id], field_value(p, id), buffer, size);
}
