/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind PORTS: any, none, or a list of TCP ports and ranges of them.
 */
#include <errno.h>
#include <string.h>

#include "policy/file/bytes.h"
#include "policy/internal.h"

#define PORT_MAX 65535

static int read_port(const char **at, uint32_t *port, struct complaint *c)
{
	uint64_t number;
	int error = number_read(at, &number, c);

	if (error)
		return error;
	if (number > PORT_MAX)
		return complain(c, "a port is a number from 0 to %d", PORT_MAX);
	*port = (uint32_t)number;
	return 0;
}

static int read_range(const char *item, struct port_range *range, struct complaint *c)
{
	int error = read_port(&item, &range->first, c);

	range->last = range->first;
	if (!error && *item == '-') {
		item++;
		error = read_port(&item, &range->last, c);
	}
	if (!error && *item)
		return complain(c, "a port is a number, a range two with a dash: 8000-8010");
	return error;
}

KIND_PARSE(ports_parse)
{
	struct port_list *list = member;
	struct string_list words = {0};
	int error;

	*list = (struct port_list){0};
	list->any = strcmp(text, "any") == 0;
	if (list->any || strcmp(text, "none") == 0)
		return 0;
	error = list_split(text, &words, c);
	if (!error && words.count == 0)
		error = complain(c, "write any, none, or ports such as 80, 8000-8010");
	if (!error && words.count > PORT_RANGES_MAX)
		error = complain(c, "at most %d ports and ranges can stand here", PORT_RANGES_MAX);
	for (size_t i = 0; !error && i < words.count; i++)
		error = read_range(words.items[i], &list->items[list->count++], c);
	words_release(&words);
	return error ? error : ports_check(f, list, c);
}

KIND_CHECK(ports_check)
{
	const struct port_list *list = member;
	uint32_t total = 0;

	(void)f;
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

KIND_PRINT(ports_print)
{
	const struct port_list *list = member;

	(void)f;
	if (!list->count)
		text_put(out, list->any ? "any" : "none");
	for (uint32_t i = 0; i < list->count; i++) {
		const struct port_range *r = &list->items[i];

		text_add(out, "%s%u", i ? ", " : "", r->first);
		if (r->last != r->first)
			text_add(out, "-%u", r->last);
	}
}

void ports_encode(const void *member, struct bytes *out)
{
	const struct port_list *list = member;

	bytes_u32(out, list->any);
	bytes_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		bytes_u32(out, list->items[i].first);
		bytes_u32(out, list->items[i].last);
	}
}

int ports_decode(struct cursor *in, void *member)
{
	struct port_list *list = member;

	*list = (struct port_list){0};
	if (cursor_u32(in, &list->any) || cursor_u32(in, &list->count) ||
		list->count > PORT_RANGES_MAX)
		return EINVAL;
	for (uint32_t i = 0; i < list->count; i++)
		if (cursor_u32(in, &list->items[i].first) || cursor_u32(in, &list->items[i].last))
			return EINVAL;
	return 0;
}
