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
