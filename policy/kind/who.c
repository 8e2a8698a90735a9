/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds SELECTORS (accounts, @groups, uid ranges) and UID_RANGE. uid 0 is in neither.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"

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

KIND_PARSE(uids_parse)
{
	return read_uids(text, f->range.min, f->range.max, member, c);
}

KIND_PRINT(uids_print)
{
	const struct uid_range *ids = member;

	(void)f;
	text_add(out, "%u-%u", ids->first, ids->last);
}

/* --- selectors ------------------------------------------------------------------------------- */

void selectors_release(void *member)
{
	struct selector_list *list = member;

	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].name);
	free(list->items);
	*list = (struct selector_list){0};
}

static int check_name(const struct selector *s, struct complaint *c)
{
	if (!policy_valid_name(s->name))
		return complain(c,
			"\"%.70s\" cannot be the name of %s: write account names, @groups or "
			"uid ranges such as 2000-2999",
			s->name, s->kind == SELECTOR_GROUP ? "a group" : "an account");
	if (s->kind == SELECTOR_NAME && strcmp(s->name, "root") == 0)
		return complain(c, "root is never a tenant");
	return 0;
}

static int read_selector(const char *item, struct selector_list *list, struct complaint *c)
{
	struct selector *s = &list->items[list->count];

	if (item[strspn(item, "0123456789-")] == '\0') {
		s->kind = SELECTOR_UIDS;
		list->count++;
		return read_uids(item, 1, POLICY_UID_MAX, &s->ids, c);
	}
	s->kind = item[0] == '@' ? SELECTOR_GROUP : SELECTOR_NAME;
	s->name = strdup(s->kind == SELECTOR_GROUP ? item + 1 : item);
	if (!s->name)
		return ENOMEM;
	list->count++;
	return check_name(s, c);
}

KIND_PARSE(selectors_parse)
{
	struct selector_list *list = member;
	struct string_list words = {0};
	int error = list_split(text, &words, c);

	(void)f;
	if (!error && words.count) {
		list->items = calloc(words.count, sizeof(*list->items));
		if (!list->items)
			error = ENOMEM;
	}
	for (size_t i = 0; !error && i < words.count; i++)
		error = read_selector(words.items[i], list, c);
	words_release(&words);
	return error;
}

KIND_PRINT(selectors_print)
{
	const struct selector_list *list = member;

	(void)f;
	for (size_t i = 0; i < list->count; i++) {
		const struct selector *s = &list->items[i];

		text_put(out, i ? ", " : "");
		if (s->kind == SELECTOR_UIDS)
			text_add(out, "%u-%u", s->ids.first, s->ids.last);
		else
			text_add(out, "%s%s", s->kind == SELECTOR_GROUP ? "@" : "", s->name);
	}
}
