/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules as text. Two walls: the tenant's own table, in his network namespace, says what his policy says
 * and goes nowhere by accident; the host's one table keeps tenants from the host, its private networks and
 * from each other whatever becomes of the first, forges addresses for none, and translates.
 *
 * Should: cost the same for one tenant and for thousands: sets and maps, no rule per tenant. Mustn't: rely on
 * rules of others, or change them: an accept here is none in another table.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

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

#define REFUSE "reject with icmpx admin-prohibited"
/* pasta speaks IPv6 with who has discovered it: RFC 4861. With mode = nat all neighbours are given. */
#define NEIGHBOURS "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"

/* tcp, udp, icmp, ipv6-icmp by number: for a name nft asks the host's name service. protocols(5) */
static const char *const protocols[] = {
	[NET_ANY] = "{ 6, 17, 1, 58 }", [NET_TCP] = "6", [NET_UDP] = "17", [NET_ICMP] = "{ 1, 58 }",
};

struct text {
	char *data;
	size_t size;
	FILE *f;
};

static bool text_begin(struct text *t)
{
	*t = (struct text){0};
	t->f = open_memstream(&t->data, &t->size);
	return t->f;
}

static char *text_end(struct text *t)
{
	if (fclose(t->f) == 0)
		return t->data;
	free(t->data);
	return NULL;
}

/* For snprintf-less use in one expression: its text lives as long as the caller's array. */
static const char *printed(const struct net_prefix *p, char text[NETWORK_TEXT_SIZE])
{
	network_print(p, text);
	return text;
}

static void private_set(FILE *f, bool six)
{
	const char *const *p = six ? private6 : private4;

	fprintf(f, "set private%s { type ipv%d_addr; flags interval; elements = { ", six ? "6" : "",
		six ? 6 : 4);
	for (; *p; p++)
		fprintf(f, "%s%s", *p, p[1] ? ", " : " }; }\n");
}

static bool is_private(const struct net_prefix *address)
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

char *rules_base(const struct base *b)
{
	char pool[NETWORK_TEXT_SIZE], pool6[NETWORK_TEXT_SIZE];
	struct text t;

	if (!text_begin(&t))
		return NULL;
	printed(&b->pool, pool);
	printed(&b->pool6, pool6);
	fprintf(t.f, "table inet hostel\ndelete table inet hostel\ntable inet hostel {\n");
	private_set(t.f, false);
	private_set(t.f, true);
	/* Links of tenants whose policy allows more than what is public. */
	fprintf(t.f, "map tenants { type ifname : verdict; }\n"
		     "map published { type ipv4_addr . inet_proto . inet_service : ipv4_addr . "
		     "inet_service; }\n"
		     "map published6 { type ipv6_addr . inet_proto . inet_service : ipv6_addr . "
		     "inet_service; }\n");
	/*
	 * Nobody sends from an address to which the way back would lead elsewhere, both ways; and the pools'
	 * addresses, the gateways' among them, are not spoken to from other links.
	 */
	fprintf(t.f, "chain forged { type filter hook prerouting priority raw;\n"
		"iifgroup %d fib saddr . iif oif 0 drop\n"
		"iifgroup != %d iif != lo ip saddr %s drop\niifgroup != %d iif != lo ip6 saddr %s drop\n"
		"iifgroup != %d iif != lo ip daddr %s drop\n"
		"iifgroup != %d iif != lo ip6 daddr %s drop\n}\n",
		NETWORK_GROUP, NETWORK_GROUP, pool, NETWORK_GROUP, pool6, NETWORK_GROUP, pool, NETWORK_GROUP,
		pool6);
	fprintf(t.f, "chain publish { type nat hook prerouting priority dstnat;\n"
		"dnat ip to ip daddr . meta l4proto . th dport map @published\n"
		"dnat ip6 to ip6 daddr . meta l4proto . th dport map @published6\n}\n"
		"chain publish_here { type nat hook output priority -100;\n"
		"dnat ip to ip daddr . meta l4proto . th dport map @published\n"
		"dnat ip6 to ip6 daddr . meta l4proto . th dport map @published6\n}\n");
	fprintf(t.f, "chain host { type filter hook input priority filter - 10;\niifgroup != %d accept\n"
		"ct state established,related accept\niifname vmap @tenants\n"
		"counter " REFUSE "\n}\n", NETWORK_GROUP);
	fprintf(t.f, "chain through { type filter hook forward priority filter - 10;\n"
		"ct state established,related accept\noifgroup %d jump in\niifgroup %d jump out\n",
		NETWORK_GROUP, NETWORK_GROUP);
	/* hostel made this host forward: for its tenants only. */
	if (b->guard)
		fprintf(t.f, "iifgroup != %d oifgroup != %d meta nfproto ipv4 counter drop\n", NETWORK_GROUP,
			NETWORK_GROUP);
	if (b->guard6)
		fprintf(t.f, "iifgroup != %d oifgroup != %d meta nfproto ipv6 counter drop\n", NETWORK_GROUP,
			NETWORK_GROUP);
	fprintf(t.f, "}\nchain in {\nct status dnat accept\niifname vmap @tenants\ncounter " REFUSE "\n}\n"
		"chain out {\nip daddr != @private accept\nip6 daddr != @private6 accept\n"
		"iifname vmap @tenants\ncounter " REFUSE "\n}\n");
	/* What a tenant sends to a published port, too: it may be his own. */
	fprintf(t.f, "chain translate { type nat hook postrouting priority srcnat;\n"
		"ip saddr %s oifgroup != %d masquerade\nip6 saddr %s oifgroup != %d masquerade\n"
		"ip saddr %s ct status dnat masquerade\nip6 saddr %s ct status dnat masquerade\n}\n}\n", pool,
		NETWORK_GROUP, pool6, NETWORK_GROUP, pool, pool6);
	return text_end(&t);
}

static void protocol(FILE *f, const struct egress_rule *rule)
{
	fprintf(f, "meta l4proto %s ", protocols[rule->protocol]);
	if (rule->first > 0 || rule->last < 65535)
		fprintf(f, "th dport %u-%u ", rule->first, rule->last);
}

/* --- what the host's table has of one tenant ------------------------------------------------------ */

static void exception(FILE *f, const struct network *n, const struct network_place *place,
	const struct egress_rule *rule)
{
	const bool six = rule->to.version == 6;
	char text[NETWORK_TEXT_SIZE];

	fprintf(f, "add rule inet hostel %s ", n->link);
	if (rule->where == EGRESS_HOST)
		fprintf(f, "fib daddr type local ");
	else
		fprintf(f, "oifgroup %s%d %s daddr %s ",
			network_contains(six ? &place->pool6 : &place->pool, &rule->to) ? "" : "!= ",
			NETWORK_GROUP, six ? "ip6" : "ip", printed(&rule->to, text));
	protocol(f, rule);
	fprintf(f, "accept\n");
}

static bool among(const struct addresses *all, const struct net_prefix *address)
{
	for (size_t i = 0; i < all->count; i++)
		if (network_contains(&all->v[i], address))
			return true;
	return false;
}

static void exceptions(FILE *f, const struct request *r)
{
	const struct network_place *place = &r->launch.network;
	const struct policy *p = &r->policy;

	for (uint32_t i = 0; i < place->resolver_count; i++) {
		struct egress_rule dns = {
			.where = EGRESS_PREFIX, .to = place->resolvers[i], .first = 53, .last = 53};

		if (among(&r->own, &dns.to))
			dns.where = EGRESS_HOST;
		else if (!is_private(&dns.to))
			continue;
		for (dns.protocol = NET_TCP; dns.protocol <= NET_UDP; dns.protocol++)
			exception(f, &r->network, place, &dns);
	}
	for (uint32_t i = 0; i < p->egress.count; i++)
		if (!p->egress.items[i].deny && p->egress.items[i].where >= EGRESS_HOST)
			exception(f, &r->network, place, &p->egress.items[i]);
}

static void published(FILE *f, const struct network *n, const struct publish_entry *p)
{
	const bool six = p->address.version == 6;
	char from[NETWORK_TEXT_SIZE], to[NETWORK_TEXT_SIZE];

	printed(&p->address, from);
	printed(six ? &n->address6 : &n->address, to);
	for (uint32_t i = 0; i <= p->last - p->first; i++)
		fprintf(f, "add element inet hostel published%s { %s . %s . %u : %s . %u }\n",
			six ? "6" : "", from, protocols[p->protocol], p->first + i, to,
			p->inside + i);
}

char *rules_of_tenant(const struct request *r)
{
	const char *link = r->network.link;
	char *rules = NULL;
	size_t size = 0;
	struct text t;
	FILE *f = open_memstream(&rules, &size);

	if (!f)
		return NULL;
	exceptions(f, r);
	if (fclose(f) || !text_begin(&t)) {
		free(rules);
		return NULL;
	}
	if (size)
		fprintf(t.f,
			"add chain inet hostel %s\nflush chain inet hostel %s\n%s"
			"add element inet hostel tenants { \"%s\" : jump %s }\n",
			link, link, rules, link, link);
	free(rules);
	for (uint32_t i = 0; i < r->policy.publish.count; i++)
		published(t.f, &r->network, &r->policy.publish.items[i]);
	return text_end(&t);
}

/* --- the tenant's own table ----------------------------------------------------------------------- */

static void egress(FILE *f, const struct egress_rule *rule, const struct network_place *place)
{
	const char *verdict = rule->deny ? "goto refused" : "accept";
	char text[NETWORK_TEXT_SIZE];

	for (int six = 0; six < 2; six++) {
		const char *ip = six ? "ip6" : "ip", *suffix = six ? "6" : "";

		if (rule->where == EGRESS_PREFIX && (rule->to.version == 6) != six)
			continue;
		if (rule->where == EGRESS_PUBLIC)
			fprintf(f, "%s daddr != @private%s %s daddr != @host%s ", ip, suffix, ip, suffix);
		else if (rule->where == EGRESS_HOST)
			fprintf(f, "%s daddr @host%s ", ip, suffix);
		else if (rule->where == EGRESS_PREFIX)
			fprintf(f, "%s daddr %s ", ip, printed(&rule->to, text));
		else if (six)
			continue; /* anywhere: one line for both */
		/* Private networks are not the host itself, nor the tenants. */
		if (rule->where == EGRESS_PREFIX && !rule->deny) {
			const struct net_prefix *pool = six ? &place->pool6 : &place->pool;

			fprintf(f, "%s daddr != @host%s ", ip, suffix);
			if (!network_contains(pool, &rule->to))
				fprintf(f, "%s daddr != %s ", ip, printed(pool, text));
		}
		protocol(f, rule);
		fprintf(f, "%s\n", verdict);
	}
}

static void own_set(FILE *f, const char *name, unsigned version, const struct addresses *own)
{
	bool any = false;

	fprintf(f, "set %s { type ipv%u_addr; ", name, version);
	for (size_t i = 0; i < own->count; i++) {
		char text[NETWORK_TEXT_SIZE];

		if (own->v[i].version != version)
			continue;
		fprintf(f, "%s %s", any ? "," : "elements = {", printed(&own->v[i], text));
		any = true;
	}
	fprintf(f, "%s}\n", any ? " }; " : "");
}

/* Who connects from outside comes by what is published only. */
static void input(FILE *f, const struct policy *p)
{
	fprintf(f, "chain received { type filter hook input priority filter; policy drop;\n"
		"iif lo accept\nct state established,related accept\n%s",
		p->network == NETWORK_PASTA ? NEIGHBOURS : "");
	if (p->publish.count && p->connections != VALUE_MAX)
		fprintf(f, "ct state new ct count over %llu counter drop\n",
			(unsigned long long)p->connections);
	for (uint32_t i = 0; i < p->publish.count; i++) {
		const struct publish_entry *e = &p->publish.items[i];

		fprintf(f, "%s dport %u-%u accept\n", e->protocol == NET_TCP ? "tcp" : "udp", e->inside,
			e->inside + e->last - e->first);
	}
	fprintf(f, "}\n");
}

/*
 * The host remembers a closed connection of TCP's for two minutes (nf_conntrack-sysctl.rst), which `ct
 * count` does not: so many new ones a second, after as many as may be open, that a tenant's part of its
 * table stays bounded.
 */
static void bound(FILE *f, uint64_t connections)
{
	const uint64_t rate = connections / 8;

	fprintf(f,
		"ct state new ct count over %" PRIu64 " goto refused\n"
		"ct state new limit rate over %" PRIu64 "/second burst %" PRIu64
		" packets goto refused\n",
		connections, rate, connections);
}

char *rules_inside(const struct request *r)
{
	const struct network_place *place = &r->launch.network;
	char text[NETWORK_TEXT_SIZE];
	struct text t;

	if (!text_begin(&t))
		return NULL;
	fprintf(t.f, "table inet hostel {\n");
	private_set(t.f, false);
	private_set(t.f, true);
	own_set(t.f, "host", 4, &r->own);
	own_set(t.f, "host6", 6, &r->own);
	input(t.f, &r->policy);
	/* For TCP a reset: connect(2) hears of nothing else while it is sending, and would wait a second. */
	fprintf(t.f, "chain refused {\ncounter\nmeta l4proto 6 reject with tcp reset\n" REFUSE "\n}\n");
	fprintf(t.f, "chain sent { type filter hook output priority filter; policy drop;\noif lo accept\n"
		"ct state established,related accept\nct state invalid drop\n%s",
		r->policy.network == NETWORK_PASTA ? NEIGHBOURS : "");
	if (r->policy.connections != VALUE_MAX)
		bound(t.f, r->policy.connections);
	for (uint32_t i = 0; i < place->resolver_count; i++)
		fprintf(t.f, "%s daddr %s meta l4proto { 6, 17 } th dport 53 accept\n",
			place->resolvers[i].version == 6 ? "ip6" : "ip", printed(&place->resolvers[i], text));
	for (uint32_t i = 0; i < r->policy.egress.count; i++)
		egress(t.f, &r->policy.egress.items[i], place);
	fprintf(t.f, "goto refused\n}\n}\n");
	return text_end(&t);
}
