/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls by their place in policy/syscalls.def, and sets of them.
 */
#ifndef HOSTEL_CALLS_H
#define HOSTEL_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/* CALL_read, ... and PART_namespaces, ..., in the order of syscalls.def */
enum call_id {
#define CALL(name, in_default, in_strict, group) CALL_##name,
#define PART(ident, in_default, in_strict, group) PART_##ident,
#include "policy/syscalls.def"
	CALL_COUNT
};

enum call_group {
#define GROUP(ident, name, text) GROUP_##ident,
#include "policy/syscalls.def"
	GROUP_COUNT
};

/* What a profile says to a call: syscalls.def. */
enum call_answer {
	VERDICT_NEEDED, VERDICT_ALLOW, VERDICT_SOME, VERDICT_REFUSE, VERDICT_ABSENT, VERDICT_NEVER
};

#define CALL_WORDS ((CALL_COUNT + 31) / 32)

struct call_set {
	uint32_t words[CALL_WORDS];
};

static inline bool call_in(const struct call_set *set, unsigned int id)
{
	return set->words[id / 32] >> (id % 32) & 1;
}

static inline void call_put(struct call_set *set, unsigned int id)
{
	set->words[id / 32] |= UINT32_C(1) << (id % 32);
}

#endif
