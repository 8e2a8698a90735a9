/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind CALLS: a set of system calls, written as names and groups of syscalls.def.
 */
#include "calls.h"

#include <errno.h>
#include <string.h>

#include "list.h"
#include "policy/ascii.h"
#include "policy/kind.h"
#include "policy/suggest.h"

struct call {
	const char *name; /* NULL: a part, which only its group names */
	enum call_group group;
	enum call_answer verdict; /* of the profile `default` */
};

static const struct call calls[CALL_COUNT] = {
#define CALL(name, in_default, in_strict, group)                                                   \
	[CALL_##name] = {#name, GROUP_##group, VERDICT_##in_default},
#define PART(ident, in_default, in_strict, group)                                                  \
	[PART_##ident] = {NULL, GROUP_##group, VERDICT_##in_default},
#include "policy/syscalls.def"
};

static const struct {
	const char *name;
	enum call_id call;
} spellings[] = {
#define ALSO(spelling, name) {#spelling, CALL_##name},
#include "policy/syscalls.def"
};

#define SPELLING_COUNT (sizeof(spellings) / sizeof(spellings[0]))

static const char *const groups[GROUP_COUNT] = {
#define GROUP(ident, name, text) [GROUP_##ident] = name,
#include "policy/syscalls.def"
};

/* --- names ----------------------------------------------------------------------------------- */

static int complain_call(const char *item, struct complaint *c)
{
	struct suggestion s = {.word = item};
	bool group = item[0] == '@';

	for (unsigned int i = GROUP_NONE + 1; i < GROUP_COUNT; i++) {
		suggest_offer(&s, groups[i]);
		if (!group && ascii_same(item, groups[i] + 1))
			return complain(c, "a group is written with an @: %s", groups[i]);
	}
	for (unsigned int i = 0; i < CALL_COUNT && !group; i++)
		if (calls[i].name)
			suggest_offer(&s, calls[i].name);
	for (size_t i = 0; i < SPELLING_COUNT && !group; i++)
		suggest_offer(&s, spellings[i].name);
	if (s.best)
		return complain(c, "no system call%s \"%.40s\": did you mean %s?",
			group ? " group" : "", item, s.best);
	return complain(c, "no system call%s \"%.40s\": hostel.ini(5) lists the groups",
		group ? " group" : "", item);
}

static int read_group(const char *item, struct call_set *set, struct complaint *c)
{
	unsigned int group = GROUP_NONE + 1;

	while (group < GROUP_COUNT && strcmp(item, groups[group]) != 0)
		group++;
	if (group == GROUP_COUNT)
		return complain_call(item, c);
	for (unsigned int i = 0; i < CALL_COUNT; i++)
		if (calls[i].group == group)
			call_put(set, i);
	return 0;
}

static int read_call(const char *item, struct call_set *set, struct complaint *c)
{
	for (unsigned int i = 0; i < CALL_COUNT; i++)
		if (calls[i].name && strcmp(item, calls[i].name) == 0) {
			call_put(set, i);
			return 0;
		}
	for (size_t i = 0; i < SPELLING_COUNT; i++)
		if (strcmp(item, spellings[i].name) == 0) {
			call_put(set, spellings[i].call);
			return 0;
		}
	return complain_call(item, c);
}

static int read_item(char *item, void *member, struct complaint *c)
{
	return item[0] == '@' ? read_group(item, member, c) : read_call(item, member, c);
}

/* --- the kind -------------------------------------------------------------------------------- */

static bool has_all(const struct call_set *set, enum call_group group)
{
	for (unsigned int i = 0; i < CALL_COUNT; i++)
		if (calls[i].group == group && !call_in(set, i))
			return false;
	return true;
}

/* The range's max is the verdict of calls that the list cannot have. */
static KIND_CHECK(check)
{
	const struct call_set *set = member;

	for (unsigned int i = 0; i < CALL_WORDS * 32; i++) {
		if (!call_in(set, i))
			continue;
		if (i >= CALL_COUNT)
			return complain(c, "no such system call");
		if (!calls[i].name && !has_all(set, calls[i].group))
			return complain(c, "a part of the group %s", groups[calls[i].group]);
		if (calls[i].verdict != f->range.max)
			continue;
		if (f->range.max == VERDICT_NEVER)
			return complain(c, "%s is about the machine and cannot be allowed",
				calls[i].name);
		return complain(c, "%s cannot be denied: no program could be started without it",
			calls[i].name);
	}
	return 0;
}

static KIND_PARSE(parse)
{
	int error = list_read(text, POLICY_LIST_MAX, "calls", member, read_item, c);

	return error ? error : check(f, member, c);
}

static KIND_PRINT(print)
{
	const struct call_set *set = member;
	const char *comma = "";

	for (unsigned int group = GROUP_NONE + 1; group < GROUP_COUNT; group++) {
		if (!has_all(set, (enum call_group)group))
			continue;
		text_add(out, "%s%s", comma, groups[group]);
		comma = ", ";
	}
	for (unsigned int i = 0; i < CALL_COUNT; i++) {
		enum call_group group = calls[i].group;

		if (!call_in(set, i) || !calls[i].name || (group != GROUP_NONE && has_all(set, group)))
			continue;
		text_add(out, "%s%s", comma, calls[i].name);
		comma = ", ";
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct call_set *set = member;

	for (unsigned int i = 0; i < CALL_WORDS; i++)
		wire_put_u32(out, set->words[i]);
}

static int decode(struct wire_reader *in, void *member)
{
	struct call_set *set = member;

	for (unsigned int i = 0; i < CALL_WORDS; i++)
		set->words[i] = wire_get_u32(in);
	return in->failed ? EINVAL : 0;
}

const struct kind kind_CALLS = {.parse = parse, .check = check, .print = print, .encode = encode,
	.decode = decode};

const char *call_table_name(unsigned int id)
{
	return calls[id].name ? calls[id].name : groups[calls[id].group];
}
