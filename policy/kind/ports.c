/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind PORTS: any, none, or a list of TCP ports and ranges of them.
 */
#include <errno.h>
#include <string.h>

#include "digits.h"
#include "list.h"
#include "policy/kind.h"
#include "prefix.h"

#define PORT_MAX 65535

static int read_range(char *item, void *member, struct complaint *c)
{
	struct port_list *list = member;
	struct port_range *r = &list->items[list->count++];
	const char *at = item;
	int error = number_read_range(&at, 0, PORT_MAX, "a port is a number from 0 to 65535",
		&r->first, &r->last, c);

	if (!error && *at)
		return complain(c, "a port is a number, a range two with a dash: 8000-8010");
	return error;
}

static KIND_CHECK(check)
{
	const struct port_list *list = member;
	uint32_t total = 0;

	if (list->any > 1 || list->count > PORT_RANGES_MAX || (list->any && list->count))
		return complain(c, "neither any nor a list of ports");
	for (uint32_t i = 0; i < list->count; i++) {
		const struct port_range *a = &list->items[i];

		if (a->first > a->last || a->last > PORT_MAX)
			return complain(c, "a range goes from the lower to the higher port");
		total += a->last - a->first + 1;
		for (uint32_t k = 0; k < i; k++)
			if (a->first <= list->items[k].last && list->items[k].first <= a->last)
				return complain(c, "port %u stands here twice",
					a->first > list->items[k].first ? a->first
									: list->items[k].first);
	}
	if (total > PORTS_MAX)
		return complain(c, "these are %u ports: at most %d, or any", total, PORTS_MAX);
	return 0;
}

static KIND_PARSE(parse)
{
	struct port_list *list = member;
	int error;

	list->any = strcmp(text, "any") == 0;
	if (list->any || strcmp(text, "none") == 0)
		return 0;
	error = list_read(text, PORT_RANGES_MAX, "ports and ranges", list, read_range, c);
	if (!error && !list->count)
		return complain(c, "write any, none, or ports such as 80, 8000-8010");
	return error ? error : check(f, list, c);
}

static KIND_PRINT(print)
{
	const struct port_list *list = member;

	if (!list->count)
		text_put(out, list->any ? "any" : "none");
	for (uint32_t i = 0; i < list->count; i++) {
		const struct port_range *r = &list->items[i];

		text_add(out, "%s", i ? ", " : "");
		ports_write(out, r->first, r->last);
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct port_list *list = member;

	wire_put_u32(out, list->any);
	wire_put_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		wire_put_u32(out, list->items[i].first);
		wire_put_u32(out, list->items[i].last);
	}
}

static int decode(struct wire_reader *in, void *member)
{
	struct port_list *list = member;

	list->any = wire_get_u32(in);
	list->count = wire_get_count(in, 8, PORT_RANGES_MAX);
	for (uint32_t i = 0; i < list->count; i++) {
		list->items[i].first = wire_get_u32(in);
		list->items[i].last = wire_get_u32(in);
	}
	return in->failed ? EINVAL : 0;
}

const struct kind kind_PORTS = {.parse = parse, .check = check, .print = print, .encode = encode,
	.decode = decode};
