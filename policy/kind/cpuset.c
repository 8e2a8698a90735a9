/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind CPUSET: processors or memory nodes as cpuset(7) writes them.
 */
#include <errno.h>

#include "policy/file/bytes.h"
#include "policy/internal.h"

static int read_number(const char **at, uint32_t *n, struct complaint *c)
{
	uint64_t number;
	int error = number_read(at, &number, c);

	if (error)
		return error;
	if (number > CPUSET_NUMBER_MAX)
		return complain(c, "there is no number above %d here", CPUSET_NUMBER_MAX);
	*n = (uint32_t)number;
	return 0;
}

static int read_range(const char *item, struct cpuset_range *range, struct complaint *c)
{
	int error = read_number(&item, &range->first, c);

	range->last = range->first;
	if (!error && *item == '-') {
		item++;
		error = read_number(&item, &range->last, c);
	}
	if (!error && *item)
		return complain(c, "write numbers and ranges such as 0-3,6");
	return error;
}

KIND_PARSE(cpuset_parse)
{
	struct cpuset_list *list = member;
	struct string_list words = {0};
	int error = list_split(text, &words, c);

	*list = (struct cpuset_list){0};
	if (!error && words.count > CPUSET_RANGES_MAX)
		error = complain(c, "at most %d numbers and ranges can stand here", CPUSET_RANGES_MAX);
	for (size_t i = 0; !error && i < words.count; i++)
		error = read_range(words.items[i], &list->items[list->count++], c);
	words_release(&words);
	return error ? error : cpuset_check(f, list, c);
}

KIND_CHECK(cpuset_check)
{
	const struct cpuset_list *list = member;

	(void)f;
	if (list->count > CPUSET_RANGES_MAX)
		return complain(c, "too many ranges");
	for (uint32_t i = 0; i < list->count; i++)
		if (list->items[i].first > list->items[i].last ||
			list->items[i].last > CPUSET_NUMBER_MAX)
			return complain(c, "a range goes from the lower to the higher number");
	return 0;
}

KIND_PRINT(cpuset_print)
{
	const struct cpuset_list *list = member;

	(void)f;
	for (uint32_t i = 0; i < list->count; i++) {
		const struct cpuset_range *r = &list->items[i];

		text_add(out, r->first == r->last ? "%s%u" : "%s%u-%u", i ? "," : "", r->first, r->last);
	}
}

void cpuset_encode(const void *member, struct bytes *out)
{
	const struct cpuset_list *list = member;

	bytes_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		bytes_u32(out, list->items[i].first);
		bytes_u32(out, list->items[i].last);
	}
}

int cpuset_decode(struct cursor *in, void *member)
{
	struct cpuset_list *list = member;

	if (cursor_u32(in, &list->count) || list->count > CPUSET_RANGES_MAX)
		return EINVAL;
	for (uint32_t i = 0; i < list->count; i++)
		if (cursor_u32(in, &list->items[i].first) || cursor_u32(in, &list->items[i].last))
			return EINVAL;
	return 0;
}
