/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind ADDRESSES: of resolvers.
 */
#include <errno.h>

#include "list.h"
#include "policy/kind.h"
#include "prefix.h"

static int check_address(const struct net_prefix *p, struct complaint *c)
{
	char name[64];
	enum net_special special;
	int error = prefix_check(p, c);

	if (error)
		return error;
	if (!prefix_whole(p))
		return complain(c, "one address is meant here, no prefix");
	special = prefix_special(p);
	prefix_print(&(struct text){.buffer = name, .size = sizeof(name)}, p, false);
	if (special == SPECIAL_LOOPBACK)
		return complain(c, "%s is the sandbox's own loopback: name the resolver behind it", name);
	if (special != SPECIAL_NONE)
		return complain(c, "%s (%s) is no resolver's address", name, special_name(special));
	return 0;
}

static KIND_CHECK(check)
{
	const struct address_list *list = member;

	if (list->count > ADDRESSES_MAX)
		return complain(c, "too many addresses");
	for (uint32_t i = 0; i < list->count; i++) {
		int error = check_address(&list->items[i], c);

		for (uint32_t k = 0; !error && k < i; k++)
			if (prefix_covers(&list->items[k], &list->items[i]))
				error = complain(c, "an address stands here twice");
		if (error)
			return error;
	}
	return 0;
}

static int read_one(char *item, void *member, struct complaint *c)
{
	struct address_list *list = member;

	return address_read(item, &list->items[list->count++], c);
}

static KIND_PARSE(parse)
{
	int error = list_read(text, ADDRESSES_MAX, "addresses", member, read_one, c);

	return error ? error : check(f, member, c);
}

static KIND_PRINT(print)
{
	const struct address_list *list = member;

	for (uint32_t i = 0; i < list->count; i++) {
		text_add(out, "%s", i ? ", " : "");
		prefix_print(out, &list->items[i], false);
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct address_list *list = member;

	wire_put_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++)
		prefix_encode(out, &list->items[i]);
}

static int decode(struct wire_reader *in, void *member)
{
	struct address_list *list = member;

	list->count = wire_get_count(in, PREFIX_BYTES, ADDRESSES_MAX);
	for (uint32_t i = 0; i < list->count; i++)
		prefix_decode(in, &list->items[i]);
	return in->failed ? EINVAL : 0;
}

const struct kind kind_ADDRESSES = {.parse = parse, .check = check, .print = print,
	.encode = encode, .decode = decode};
