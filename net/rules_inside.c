/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table in the tenant's own network namespace: what the policy says.
 */
#include "rules_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules_text.h"

/* pasta speaks IPv6 with who has discovered it: RFC 4861. With mode = nat all neighbours are given. */
#define NEIGHBOURS "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"

static void egress(FILE *f, const struct egress_rule *rule, const struct network_place *place)
{
	const char *verdict = rule->deny ? "goto refused" : "accept";
	char text[NETWORK_TEXT_SIZE];

	if (rule->deny && rule->where == EGRESS_PREFIX && rule->to.version == 4) {
		struct net_prefix translated = rules_translated(&rule->to);

		fprintf(f, "ip6 daddr %s ", rules_print(&translated, text));
		rules_protocol(f, rule);
		fprintf(f, "%s\n", verdict);
	}
	for (int six = 0; six < 2; six++) {
		const char *ip = six ? "ip6" : "ip", *suffix = six ? "6" : "";

		if (rule->where == EGRESS_PREFIX && (rule->to.version == 6) != six)
			continue;
		if (rule->where == EGRESS_PUBLIC)
			fprintf(f, "%s daddr != @private%s %s daddr != @host%s ", ip, suffix, ip, suffix);
		else if (rule->where == EGRESS_HOST)
			fprintf(f, "%s daddr @host%s ", ip, suffix);
		else if (rule->where == EGRESS_PREFIX)
			fprintf(f, "%s daddr %s ", ip, rules_print(&rule->to, text));
		else if (six)
			continue; /* anywhere: one line for both */
		/* Private networks are not the host itself, nor the tenants. */
		if (rule->where == EGRESS_PREFIX && !rule->deny) {
			const struct net_prefix *pool = six ? &place->pool6 : &place->pool;

			fprintf(f, "%s daddr != @host%s ", ip, suffix);
			if (!network_contains(pool, &rule->to))
				fprintf(f, "%s daddr != %s ", ip, rules_print(pool, text));
		}
		rules_protocol(f, rule);
		fprintf(f, "%s\n", verdict);
	}
}

/* With IPv6 also what a NAT64 near by would make the host's addresses of IPv4. */
static void own_set(FILE *f, const char *name, unsigned version, const struct addresses *own)
{
	const char *before = "elements = { ";

	fprintf(f, "set %s { type ipv%u_addr; ", name, version);
	for (size_t i = 0; i < own->count; i++) {
		const struct net_prefix *address = &own->v[i];
		const struct net_prefix translated = rules_translated(address);
		char text[NETWORK_TEXT_SIZE];

		if (address->version != version && version == 4)
			continue;
		fprintf(f, "%s%s", before,
			rules_print(address->version == version ? address : &translated, text));
		before = ", ";
	}
	fprintf(f, "%s}\n", *before == ',' ? " }; " : "");
}

/* Who connects from outside comes by what is published only. */
static void input(FILE *f, const struct policy *p)
{
	fprintf(f, "chain received { type filter hook input priority filter; policy drop;\n"
		"iif lo accept\nct state established,related accept\n%s",
		p->network == NETWORK_PASTA ? NEIGHBOURS : "");
	if (p->publish.count && p->connections != VALUE_MAX)
		fprintf(f, "ct state new ct count over %" PRIu64 " counter drop\n", p->connections);
	for (uint32_t i = 0; i < p->publish.count; i++) {
		const struct publish_entry *e = &p->publish.items[i];

		fprintf(f, "%s dport %u-%u accept\n", e->protocol == NET_TCP ? "tcp" : "udp", e->inside,
			e->inside + e->last - e->first);
	}
	fprintf(f, "}\n");
}

/*
 * As in the host's table (rules_bounds.c), where it outlives the sandbox: here it keeps this namespace's own
 * table of connections small, which is nobody's memory. The entry of a first packet is not confirmed yet.
 */
static void bound(FILE *f, uint64_t connections)
{
	fprintf(f,
		"ct state new ct count over %" PRIu64 " goto refused\n"
		"ct state new ct status ! confirmed limit rate over %" PRIu64 "/second burst %" PRIu64
		" packets goto refused\n",
		connections, connections / RULES_NEW_PART, connections);
}

char *rules_inside(const struct request *r)
{
	const struct network_place *place = &r->launch.network;
	char text[NETWORK_TEXT_SIZE];
	struct rules_text t;

	if (!rules_begin(&t))
		return NULL;
	fprintf(t.f, "table inet hostel {\n");
	rules_private_set(t.f, false);
	rules_private_set(t.f, true);
	own_set(t.f, "host", 4, &r->own);
	own_set(t.f, "host6", 6, &r->own);
	/* Its own loopback is nobody's business, and would fill the kernel's table beside memory.max. */
	fprintf(t.f, "chain unseen_sent { type filter hook output priority raw;\noif lo notrack\n}\n"
		"chain unseen { type filter hook prerouting priority raw;\niif lo notrack\n}\n");
	input(t.f, &r->policy);
	/* For TCP a reset: connect(2) hears of nothing else while it is sending, and would wait a second. */
	fprintf(t.f, "chain refused {\ncounter\nmeta l4proto 6 reject with tcp reset\n" REFUSE "\n}\n");
	fprintf(t.f, "chain sent { type filter hook output priority filter; policy drop;\noif lo accept\n"
		"ct state established,related accept\nct state invalid drop\n%s",
		r->policy.network == NETWORK_PASTA ? NEIGHBOURS : "");
	if (r->policy.connections != VALUE_MAX)
		bound(t.f, r->policy.connections);
	/* pasta takes the same port of the host's: not one that a service may want. */
	if (r->policy.network == NETWORK_PASTA)
		fprintf(t.f, "udp sport != " NETWORK_PORTS_RANGE " goto refused\n");
	for (uint32_t i = 0; i < place->resolver_count; i++)
		fprintf(t.f, "%s daddr %s meta l4proto { 6, 17 } th dport 53 accept\n",
			place->resolvers[i].version == 6 ? "ip6" : "ip",
			rules_print(&place->resolvers[i], text));
	for (uint32_t i = 0; i < r->policy.egress.count; i++)
		egress(t.f, &r->policy.egress.items[i], place);
	fprintf(t.f, "goto refused\n}\n}\n");
	return rules_end(&t);
}
