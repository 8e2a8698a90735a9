/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules as text. Two walls: the tenant's own table, in its network namespace, says what the policy says
 * and goes nowhere by accident; the host's one table keeps tenants from the host, its private networks and
 * from each other whatever becomes of the first, forges addresses for none, and translates.
 *
 * Should: cost the same for one tenant and for thousands: sets and maps, no rule per tenant. Mustn't: rely on
 * rules of others, or change them: an accept here is none in another table.
 */
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules_bounds.h"
#include "rules_text.h"

#define GROUP RULES_GROUP

/*
 * Also what a tenant sends to a published port: it may be the tenant's own. To ports where nothing listens:
 * whoever the tenant talks to from a service's port would reach the tenant when it talks to the service.
 */
static void translation(FILE *f, const char *ip, const char *pool)
{
	static const char *const ways[] = {"oifgroup != " GROUP, "ct status dnat"};

	for (int i = 0; i < 2; i++)
		fprintf(f, "%s saddr %s %s meta l4proto 6 masquerade to :" NETWORK_PORTS_RANGE "\n"
			"%s saddr %s %s meta l4proto 17 masquerade to :" NETWORK_PORTS_RANGE "\n"
			"%s saddr %s %s masquerade\n",
			ip, pool, ways[i], ip, pool, ways[i], ip, pool, ways[i]);
}

static void publishing(FILE *f)
{
	fprintf(f, "chain publish { type nat hook prerouting priority dstnat;\n"
		"dnat ip to ip daddr . meta l4proto . th dport map @published\n"
		"dnat ip6 to ip6 daddr . meta l4proto . th dport map @published6\n}\n"
		"chain publish_here { type nat hook output priority -100;\n"
		"dnat ip to ip daddr . meta l4proto . th dport map @published\n"
		"dnat ip6 to ip6 daddr . meta l4proto . th dport map @published6\n}\n");
}

/*
 * The sockets of pasta belong to keepers. What is the host's is asked anew for each connection:
 * addresses come and go, and the table inside knows those of the sandbox's first moment. What tenants
 * publish they publish for everybody.
 */
static void what_pasta_sends(FILE *f, const char *pool, const char *pool6)
{
	fprintf(f, "set pastas { type uid; }\nmap pasta_tenants { type uid : verdict; }\n"
		"chain refused {\ncounter\nmeta l4proto 6 reject with tcp reset\n" REFUSE "\n}\n"
		"chain by_pasta {\nct state established,related accept\njump by_pasta_bounds\n"
		"ct status dnat ip daddr %s accept\nct status dnat ip6 daddr %s accept\n"
		"meta skuid vmap @pasta_tenants\n"
		"fib daddr type local goto refused\nip daddr @private goto refused\n"
		"ip6 daddr @private6 goto refused\n}\n"
		"chain pasta { type filter hook output priority filter - 10;\n"
		"meta skuid @pastas jump by_pasta\n}\n", pool, pool6);
}

/*
 * A tenant sends from its own addresses, looked up: the route back, which says as much (nft(8), fib), costs a
 * tenth of an IPv6 stream. And the pools' addresses, the gateways' among them, are not spoken to, nor from,
 * on other links.
 */
static void forged(FILE *f, const char *pool, const char *pool6)
{
	fprintf(f, "set sources { type ifname . ipv4_addr; }\nset sources6 { type ifname . ipv6_addr; }\n"
		"chain from_tenant {\niifname . ip saddr @sources accept\n"
		"iifname . ip6 saddr @sources6 accept\ndrop\n}\n"
		"chain forged { type filter hook prerouting priority raw;\n"
		"iifgroup " GROUP " goto from_tenant\niif lo accept\n"
		"ip saddr %s drop\nip daddr %s drop\nip6 saddr %s drop\nip6 daddr %s drop\n}\n",
		pool, pool, pool6, pool6);
}

char *rules_base(const struct base *b)
{
	char pool[NETWORK_TEXT_SIZE], pool6[NETWORK_TEXT_SIZE];
	struct rules_text t;

	if (!rules_begin(&t))
		return NULL;
	rules_print(&b->pool, pool);
	rules_print(&b->pool6, pool6);
	fprintf(t.f, "table inet hostel\ndelete table inet hostel\ntable inet hostel {\n");
	rules_private_set(t.f, false);
	rules_private_set(t.f, true);
	/* Links of tenants whose policy allows more than what is public. */
	fprintf(t.f, "map tenants { type ifname : verdict; }\n"
		     "map published { type ipv4_addr . inet_proto . inet_service : ipv4_addr . "
		     "inet_service; }\n"
		     "map published6 { type ipv6_addr . inet_proto . inet_service : ipv6_addr . "
		     "inet_service; }\n");
	forged(t.f, pool, pool6);
	publishing(t.f);
	rules_bounds_base(t.f);
	fprintf(t.f, "chain host { type filter hook input priority filter - 10;\niifgroup != %d accept\n"
		"ct state established,related accept\njump bounds\niifname vmap @tenants\n"
		"counter " REFUSE "\n}\n", NETWORK_GROUP);
	fprintf(t.f, "chain through { type filter hook forward priority filter - 10;\n"
		"ct state established,related accept\n"
		"iifgroup " GROUP " jump ports\niifgroup " GROUP " jump bounds\n"
		"iifgroup != " GROUP " oifgroup " GROUP " jump bounds\n"
		"oifgroup " GROUP " jump in\niifgroup " GROUP " jump out\n");
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
	what_pasta_sends(t.f, pool, pool6);
	fprintf(t.f, "chain translate { type nat hook postrouting priority srcnat;\n");
	translation(t.f, "ip", pool);
	translation(t.f, "ip6", pool6);
	fprintf(t.f, "}\n}\n");
	return rules_end(&t);
}

/* --- what the host's table has of one tenant ------------------------------------------------------ */

static void exception(FILE *f, const struct request *r, const struct egress_rule *rule)
{
	const struct network_place *place = &r->launch.network;
	const struct network *n = &r->network;
	const bool pasta = r->policy.network == NETWORK_PASTA;
	const bool six = rule->to.version == 6;
	char text[NETWORK_TEXT_SIZE];

	fprintf(f, "add rule inet hostel %s ", n->link);
	if (pasta && rule->where == EGRESS_PREFIX)
		/* a prefix is never the host itself: in the table inside, and here */
		fprintf(f, "fib daddr type != local %s daddr %s ", six ? "ip6" : "ip",
			rules_print(&rule->to, text));
	else if (rule->where == EGRESS_HOST)
		fprintf(f, "fib daddr type local ");
	else
		fprintf(f, "oifgroup %s%d %s daddr %s ",
			network_contains(six ? &place->pool6 : &place->pool, &rule->to) ? "" : "!= ",
			NETWORK_GROUP, six ? "ip6" : "ip", rules_print(&rule->to, text));
	rules_protocol(f, rule);
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
		else if (!rules_is_private(&dns.to))
			continue;
		for (dns.protocol = NET_TCP; dns.protocol <= NET_UDP; dns.protocol++)
			exception(f, r, &dns);
	}
	for (uint32_t i = 0; i < p->egress.count; i++)
		if (!p->egress.items[i].deny && p->egress.items[i].where >= EGRESS_HOST)
			exception(f, r, &p->egress.items[i]);
}

static void published(FILE *f, const struct network *n, const struct publish_entry *p)
{
	const bool six = p->address.version == 6;
	char from[NETWORK_TEXT_SIZE], to[NETWORK_TEXT_SIZE];

	rules_print(&p->address, from);
	rules_print(six ? &n->address6 : &n->address, to);
	for (uint32_t i = 0; i <= p->last - p->first; i++)
		fprintf(f, "add element inet hostel published%s { %s . %s . %u : %s . %u }\n",
			six ? "6" : "", from, rules_protocols[p->protocol], p->first + i, to,
			p->inside + i);
}

static void sources(FILE *f, const char *link, const char *address, const char *address6)
{
	fprintf(f, "add element inet hostel sources { \"%s\" . %s }\n"
		"add element inet hostel sources6 { \"%s\" . %s }\n", link, address, link, address6);
}

char *rules_sources(const char *link, const char *address, const char *address6)
{
	struct rules_text t;

	if (!rules_begin(&t))
		return NULL;
	sources(t.f, link, address, address6);
	return rules_end(&t);
}

char *rules_of_tenant(const struct request *r)
{
	const bool pasta = r->policy.network == NETWORK_PASTA;
	const char *link = r->network.link;
	char address[NETWORK_TEXT_SIZE], address6[NETWORK_TEXT_SIZE];
	char *rules = NULL;
	size_t size = 0;
	struct rules_text t;
	FILE *f = open_memstream(&rules, &size);

	if (!f)
		return NULL;
	exceptions(f, r);
	if (fclose(f) || !rules_begin(&t)) {
		free(rules);
		return NULL;
	}
	if (size)
		fprintf(t.f, "add chain inet hostel %s\nflush chain inet hostel %s\n%s", link, link, rules);
	if (size && pasta)
		fprintf(t.f, "add element inet hostel pasta_tenants { %u : jump %s }\n", r->launch.keeper,
			link);
	else if (size)
		fprintf(t.f, "add element inet hostel tenants { \"%s\" : jump %s }\n", link, link);
	/* With nat too: a sandbox of before the policy was changed may live on, with its pasta. */
	fprintf(t.f, "add element inet hostel pastas { %u }\n", r->launch.keeper);
	if (!pasta)
		sources(t.f, link, rules_print(&r->network.address, address),
			rules_print(&r->network.address6, address6));
	free(rules);
	rules_bounds_of(t.f, r);
	for (uint32_t i = 0; i < r->policy.publish.count && !pasta; i++)
		published(t.f, &r->network, &r->policy.publish.items[i]);
	return rules_end(&t);
}
