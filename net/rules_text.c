/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules of both tables are written with.
 */
#include "rules_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Not public: IANA's registries of special-purpose addresses (RFC 6890), of IPv6 also what embeds an address
 * of IPv4: 6to4, Teredo, and of NAT64 the private ones. The documentation's networks are left out.
 */
static const char *const private4[] = {
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3", NULL,
};
static const char *const private6[] = {
	"::/96", "::ffff:0.0.0.0/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2002::/16", "fc00::/7",
	"fe80::/10", "fec0::/10", "ff00::/8", NULL,
};

const char *const rules_protocols[] = {
	[NET_ANY] = "{ 6, 17, 1, 58 }", [NET_TCP] = "6", [NET_UDP] = "17", [NET_ICMP] = "{ 1, 58 }",
};

bool rules_begin(struct rules_text *t)
{
	*t = (struct rules_text){0};
	t->f = open_memstream(&t->data, &t->size);
	return t->f;
}

char *rules_end(struct rules_text *t)
{
	if (fclose(t->f) == 0)
		return t->data;
	free(t->data);
	return NULL;
}

const char *rules_print(const struct net_prefix *p, char text[NETWORK_TEXT_SIZE])
{
	network_print(p, text);
	return text;
}

static struct net_prefix listed(const char *text)
{
	char address[NETWORK_TEXT_SIZE];
	const size_t length = strcspn(text, "/");
	struct net_prefix p;

	snprintf(address, sizeof(address), "%.*s", (int)length, text);
	network_address(address, &p);
	p.length = (uint32_t)strtoul(text + length + 1, NULL, 10);
	return p;
}

void rules_private_set(FILE *f, bool six)
{
	const char *const *p = six ? private6 : private4;
	const char *before = "elements = { ";
	char text[NETWORK_TEXT_SIZE];

	fprintf(f, "set private%s { type ipv%d_addr; flags interval; ", six ? "6" : "", six ? 6 : 4);
	for (; *p; p++, before = ", ")
		fprintf(f, "%s%s", before, *p);
	for (p = private4; six && *p; p++) {
		struct net_prefix four = listed(*p), translated = rules_translated(&four);

		fprintf(f, "%s%s", before, rules_print(&translated, text));
	}
	fprintf(f, " }; }\n");
}

bool rules_is_private(const struct net_prefix *address)
{
	const bool six = address->version == 6;

	for (const char *const *p = six ? private6 : private4; *p; p++) {
		const struct net_prefix private = listed(*p);

		if (network_contains(&private, address))
			return true;
	}
	for (const char *const *p = private4; six && *p; p++) {
		const struct net_prefix four = listed(*p), private = rules_translated(&four);

		if (network_contains(&private, address))
			return true;
	}
	return false;
}

struct net_prefix rules_translated(const struct net_prefix *four)
{
	struct net_prefix p = {
		.version = 6, .length = 96 + four->length, .address = {0x00, 0x64, 0xff, 0x9b}};

	memcpy(p.address + 12, four->address, 4);
	return p;
}

void rules_protocol(FILE *f, const struct egress_rule *rule)
{
	fprintf(f, "meta l4proto %s ", rules_protocols[rule->protocol]);
	if (rule->first > 0 || rule->last < 65535)
		fprintf(f, "th dport %u-%u ", rule->first, rule->last);
}
