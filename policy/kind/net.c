/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds POOL (a private prefix), ADDRESSES (of resolvers) and BITRATE ("20mbit", max).
 */
#include <errno.h>
#include <string.h>

#include "net.h"
#include "policy/file/bytes.h"

/* --- POOL ------------------------------------------------------------------------------------- */

static const struct pool_rule {
	uint32_t version, shortest, longest;
	const char *inside;
} pool_rules[] = {
	{4, 8, 29, "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10"},
	{6, 48, 112, "fc00::/7"},
};

KIND_PARSE(pool_parse)
{
	const struct pool_rule *rule = &pool_rules[f->range.min == 6];
	struct net_prefix *p = member;
	int error;

	if (!strchr(text, '/'))
		return complain(c, "write a private prefix such as %s", f->info.default_text);
	error = prefix_read(text, p, c);
	if (error)
		return error;
	if (p->version != rule->version)
		return complain(c, "this is IPv%u: write a private prefix of IPv%u such as %s", p->version,
			rule->version, f->info.default_text);
	if (!prefix_private(p))
		return complain(c, "a pool is private: inside %s", rule->inside);
	if (p->length < rule->shortest || p->length > rule->longest)
		return complain(c, "a pool of IPv%u is from /%u to /%u", rule->version, rule->shortest,
			rule->longest);
	return 0;
}

KIND_PRINT(pool_print)
{
	(void)f;
	prefix_print(out, member, false);
}

/* --- ADDRESSES -------------------------------------------------------------------------------- */

KIND_PARSE(addresses_parse)
{
	struct address_list *list = member;
	struct string_list words = {0};
	int error = list_split(text, &words, c);

	*list = (struct address_list){0};
	if (!error && words.count > ADDRESSES_MAX)
		error = complain(c, "at most %d addresses can stand here", ADDRESSES_MAX);
	for (size_t i = 0; !error && i < words.count; i++)
		error = address_read(words.items[i], &list->items[list->count++], c);
	words_release(&words);
	return error ? error : addresses_check(f, list, c);
}

static int check_address(const struct net_prefix *p, struct complaint *c)
{
	char name[64] = "";
	struct text out = {.buffer = name, .size = sizeof(name)};
	enum net_special special;
	int error = prefix_check(p, c);

	if (error)
		return error;
	if (!prefix_whole(p))
		return complain(c, "one address is meant here, no prefix");
	special = prefix_special(p);
	prefix_print(&out, p, false);
	if (special == SPECIAL_LOOPBACK)
		return complain(c, "%s is the sandbox's own loopback: name the resolver behind it", name);
	if (special != SPECIAL_NONE)
		return complain(c, "%s (%s) is no resolver's address", name, special_name(special));
	return 0;
}

KIND_CHECK(addresses_check)
{
	const struct address_list *list = member;

	(void)f;
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

KIND_PRINT(addresses_print)
{
	const struct address_list *list = member;

	(void)f;
	for (uint32_t i = 0; i < list->count; i++) {
		text_add(out, "%s", i ? ", " : "");
		prefix_print(out, &list->items[i], false);
	}
}

void addresses_encode(const void *member, struct bytes *out)
{
	const struct address_list *list = member;

	bytes_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++)
		prefix_encode(out, &list->items[i]);
}

int addresses_decode(struct cursor *in, void *member)
{
	struct address_list *list = member;

	*list = (struct address_list){0};
	if (cursor_u32(in, &list->count) || list->count > ADDRESSES_MAX)
		return EINVAL;
	for (uint32_t i = 0; i < list->count; i++)
		if (prefix_decode(in, &list->items[i]))
			return EINVAL;
	return 0;
}

/* --- BITRATE ---------------------------------------------------------------------------------- */

KIND_PARSE(bitrate_parse)
{
	uint64_t *rate = member;
	int error;

	*rate = VALUE_MAX;
	if (strcmp(text, "max") == 0)
		return 0;
	if (word_means_max(text))
		return complain(c, "write max for \"no limit\"");
	error = number_read_unit(text, UNIT_BITS, rate, c);
	return error ? error : number_in_range(f, *rate, UNIT_BITS, c);
}

KIND_CHECK(bitrate_check)
{
	uint64_t rate = *(const uint64_t *)member;

	return rate == VALUE_MAX ? 0 : number_in_range(f, rate, UNIT_BITS, c);
}

KIND_PRINT(bitrate_print)
{
	uint64_t rate = *(const uint64_t *)member;

	(void)f;
	if (rate == VALUE_MAX)
		text_put(out, "max");
	else
		number_print(out, rate, UNIT_BITS);
}
