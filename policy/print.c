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
	const struct field *f = &policy_fields[id];
	struct text trial = {0};
	struct text out = {.buffer = buffer, .size = size};

	kind_of(f)->print(f, field_value(p, id), &trial);
	if (size)
		buffer[0] = '\0';
	if (trial.special)
		text_add(&out, "\"");
	kind_of(f)->print(f, field_value(p, id), &out);
	if (trial.special)
		text_add(&out, "\"");
	return (int)out.length;
}
