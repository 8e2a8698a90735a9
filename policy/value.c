/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of kinds, made of kinds.def.
 */
#include "value.h"

#include <string.h>

static const struct {
	size_t size;
	const struct kind *kind;
} kinds[] = {
#define KIND(name, type) {sizeof(type), &kind_##name},
#include "policy/kinds.def"
#undef KIND
};

const struct kind *kind_of(const struct field *f)
{
	return kinds[f->info.kind].kind;
}

size_t value_size(const struct field *f)
{
	return kinds[f->info.kind].size;
}

void value_release(const struct field *f, void *member)
{
	if (kind_of(f)->release)
		kind_of(f)->release(member);
	memset(member, 0, value_size(f));
}

int value_print(const struct field *f, const void *member, char *buffer, size_t size)
{
	struct text trial = {0};
	struct text out = {.buffer = buffer, .size = size};

	kind_of(f)->print(f, member, &trial);
	if (size)
		buffer[0] = '\0';
	if (trial.special)
		text_add(&out, "\"");
	kind_of(f)->print(f, member, &out);
	if (trial.special)
		text_add(&out, "\"");
	return (int)out.length;
}
