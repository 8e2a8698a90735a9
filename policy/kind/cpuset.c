/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind CPUSET: processors or memory nodes as cpuset(7) writes them.
 */
#include <errno.h>

#include "digits.h"
#include "list.h"
#include "policy/kind.h"

static int read_range(char *item, void *member, struct complaint *c)
{
	struct cpuset_list *list = member;
	struct cpuset_range *r = &list->items[list->count++];
	const char *at = item;
	int error = number_read_range(&at, 0, CPUSET_NUMBER_MAX, "there is no number above 8191 here",
		&r->first, &r->last, c);

	if (!error && *at)
		return complain(c, "write numbers and ranges such as 0-3,6");
	return error;
}

static KIND_CHECK(check)
{
	const struct cpuset_list *list = member;

	if (list->count > CPUSET_RANGES_MAX)
		return complain(c, "too many ranges");
	for (uint32_t i = 0; i < list->count; i++)
		if (list->items[i].first > list->items[i].last ||
			list->items[i].last > CPUSET_NUMBER_MAX)
			return complain(c, "a range goes from the lower to the higher number");
	return 0;
}

static KIND_PARSE(parse)
{
	int error = list_read(text, CPUSET_RANGES_MAX, "numbers and ranges", member, read_range, c);

	return error ? error : check(f, member, c);
}

static KIND_PRINT(print)
{
	const struct cpuset_list *list = member;

	for (uint32_t i = 0; i < list->count; i++) {
		const struct cpuset_range *r = &list->items[i];

		text_add(out, r->first == r->last ? "%s%u" : "%s%u-%u", i ? "," : "", r->first, r->last);
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct cpuset_list *list = member;

	wire_put_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		wire_put_u32(out, list->items[i].first);
		wire_put_u32(out, list->items[i].last);
	}
}

static int decode(struct wire_reader *in, void *member)
{
	struct cpuset_list *list = member;

	list->count = wire_get_count(in, 8, CPUSET_RANGES_MAX);
	for (uint32_t i = 0; i < list->count; i++) {
		list->items[i].first = wire_get_u32(in);
		list->items[i].last = wire_get_u32(in);
	}
	return in->failed ? EINVAL : 0;
}

const struct kind kind_CPUSET = {.parse = parse, .check = check, .print = print, .encode = encode,
	.decode = decode};
