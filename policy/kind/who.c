/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds SELECTORS (accounts, @groups, uid ranges) and UID_RANGE. uid 0 is in neither.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"
#include "list.h"
#include "policy/kind.h"
#include "policy/names.h"

#define UID_LAST UINT64_C(4294967293)

static int read_uids(
	const char *text, uint64_t min, uint64_t max, struct uid_range *out, struct complaint *c)
{
	uint64_t first;
	uint64_t last;
	int error = number_read(&text, &first, c);

	if (error)
		return error;
	if (*text != '-')
		return complain(c, "a range of uids is FIRST-LAST; a single one is N-N");
	text++;
	error = number_read(&text, &last, c);
	if (error)
		return error;
	if (*text)
		return complain(c, "\"%.16s\" behind a range of uids", text);
	if (first > last)
		return complain(c, "the first uid is above the last");
	if (first < min || last > max)
		return complain(c, "uids from %llu to %llu can be used here",
			(unsigned long long)min, (unsigned long long)max);
	out->first = (uint32_t)first;
	out->last = (uint32_t)last;
	return 0;
}

/* --- a range of uids ------------------------------------------------------------------------- */

static KIND_PARSE(parse_uids)
{
	return read_uids(text, f->range.min, f->range.max, member, c);
}

static KIND_PRINT(print_uids)
{
	const struct uid_range *ids = member;

	text_add(out, "%u-%u", ids->first, ids->last);
}

const struct kind kind_UID_RANGE = {.parse = parse_uids, .print = print_uids};

/* --- selectors ------------------------------------------------------------------------------- */

static void release_selectors(void *member)
{
	struct selector_list *list = member;

	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].name);
	free(list->items);
}

static int check_name(const struct selector *s, struct complaint *c)
{
	if (s->kind == SELECTOR_GROUP ? !policy_valid_group(s->name)
			: !policy_valid_name(s->name) || policy_is_number(s->name))
		return complain(c,
			"\"%.70s\" cannot be the name of %s: write account names, @groups or "
			"uid ranges such as 2000-2999",
			s->name, s->kind == SELECTOR_GROUP ? "a group" : "an account");
	if (s->kind == SELECTOR_NAME && strcmp(s->name, "root") == 0)
		return complain(c, "root is never a tenant");
	return 0;
}

static int read_selector(char *item, void *member, struct complaint *c)
{
	struct selector_list *list = member;
	struct selector *s = realloc(list->items, (list->count + 1) * sizeof(*s));

	if (!s)
		return ENOMEM;
	list->items = s;
	s = &list->items[list->count];
	*s = (struct selector){0};
	if (item[strspn(item, "0123456789-")] == '\0') {
		s->kind = SELECTOR_UIDS;
		list->count++;
		return read_uids(item, 1, UID_LAST, &s->ids, c);
	}
	s->kind = item[0] == '@' ? SELECTOR_GROUP : SELECTOR_NAME;
	s->name = strdup(s->kind == SELECTOR_GROUP ? item + 1 : item);
	if (!s->name)
		return ENOMEM;
	list->count++;
	return check_name(s, c);
}

static KIND_PARSE(parse_selectors)
{
	return list_read(text, POLICY_LIST_MAX, "selectors", member, read_selector, c);
}

static KIND_PRINT(print_selectors)
{
	const struct selector_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		const struct selector *s = &list->items[i];

		text_put(out, i ? ", " : "");
		if (s->kind == SELECTOR_UIDS)
			text_add(out, "%u-%u", s->ids.first, s->ids.last);
		else
			text_add(out, "%s%s", s->kind == SELECTOR_GROUP ? "@" : "", s->name);
	}
}

const struct kind kind_SELECTORS = {.parse = parse_selectors, .print = print_selectors,
	.release = release_selectors};
