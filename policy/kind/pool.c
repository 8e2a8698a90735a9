/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind POOL: a private prefix.
 */
#include <string.h>

#include "policy/kind.h"
#include "prefix.h"

static const struct pool_rule {
	uint32_t version, shortest, longest;
	const char *inside;
} pool_rules[] = {
	{4, 8, 29, "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10"},
	{6, 48, 112, "fc00::/7"},
};

static KIND_PARSE(parse)
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

static KIND_PRINT(print)
{
	prefix_print(out, member, false);
}

const struct kind kind_POOL = {.parse = parse, .print = print};
