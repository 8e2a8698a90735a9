/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules of both tables are written with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

/*
 * Not public: IANA's registries of special-purpose addresses (RFC 6890), of IPv6 also what embeds an address
 * of IPv4: 6to4, Teredo, and of NAT64 (RFC 6052) the private ones. The documentation's networks are left out.
 */
static const char *const private4[] = {
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3", NULL,
};
static const char *const private6[] = {
	"::/96", "::ffff:0.0.0.0/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2002::/16", "fc00::/7",
	"fe80::/10", "fec0::/10", "ff00::/8", "64:ff9b::/104", "64:ff9b::a00:0/104", "64:ff9b::6440:0/106",
	"64:ff9b::7f00:0/104", "64:ff9b::a9fe:0/112", "64:ff9b::ac10:0/108", "64:ff9b::c0a8:0/112",
	"64:ff9b::e000:0/99", NULL,
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

void rules_private_set(FILE *f, bool six)
{
	const char *const *p = six ? private6 : private4;

	fprintf(f, "set private%s { type ipv%d_addr; flags interval; elements = { ", six ? "6" : "",
		six ? 6 : 4);
	for (; *p; p++)
		fprintf(f, "%s%s", *p, p[1] ? ", " : " }; }\n");
}

bool rules_is_private(const struct net_prefix *address)
{
	for (const char *const *p = address->version == 6 ? private6 : private4; *p; p++) {
		struct net_prefix private;
		char text[NETWORK_TEXT_SIZE];
		char *slash;

		snprintf(text, sizeof(text), "%s", *p);
		slash = strchr(text, '/');
		*slash = '\0';
		if (network_address(text, &private)) {
			private.length = (uint32_t)strtoul(slash + 1, NULL, 10);
			if (network_contains(&private, address))
				return true;
		}
	}
	return false;
}

void rules_protocol(FILE *f, const struct egress_rule *rule)
{
	fprintf(f, "meta l4proto %s ", rules_protocols[rule->protocol]);
	if (rule->first > 0 || rule->last < 65535)
		fprintf(f, "th dport %u-%u ", rule->first, rule->last);
}
