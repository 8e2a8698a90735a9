/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bounds a tenant's part of what the whole host shares: entries in its table of connections
 * (nf_conntrack_max), and the ports of one address of the host's towards one destination. In the host's
 * table of rules, which outlives sandboxes: a count inside begins anew with each login.
 *
 * Should: look at the first packet of a connection only, before the kernel has made an entry of it. A count
 * is a rule in a chain of the tenant's: as an element of a set the kernel would take it away whenever it is
 * zero (net/netfilter/nft_set_hash.c, nft_rhash_gc()).
 */
#include "rules_bounds.h"

#include <inttypes.h>

#include "rules_text.h"

/*
 * `ct count` does not see a closed TCP connection, which the host remembers for two minutes
 * (nf_conntrack-sysctl.rst): ten seconds are enough for what is still under way. So a tenant has at most
 * `connections` open ones, and of closed ones as many and what is new in ten seconds. A question to a
 * resolver is over when it is answered.
 */
#define CLOSED_SECONDS "10"
#define ASKED_SECONDS "10"
#define ANSWERED_SECONDS "3"

/* Of the 16,384 ports of NETWORK_PORTS_RANGE: a sixteenth, and of the few resolvers' a sixty-fourth. */
#define SHARE "1024"
#define SHARE_DNS "256"
#define SHARES_SIZE "65536" /* destinations of all tenants at one time */

static void short_memory(FILE *f)
{
	static const char *const versions[] = {"ip", "ip6"};

	for (int i = 0; i < 2; i++)
		fprintf(f, "ct timeout tcp_%s { protocol tcp; l3proto %s; "
			"policy = { time_wait : " CLOSED_SECONDS " }; }\n"
			"ct timeout dns_%s { protocol udp; l3proto %s; "
			"policy = { unreplied : " ASKED_SECONDS ", replied : " ANSWERED_SECONDS " }; }\n",
			versions[i], versions[i], versions[i], versions[i]);
	fprintf(f, "chain short_memory {\n");
	for (int i = 0; i < 2; i++)
		fprintf(f, "meta nfproto ipv%d meta l4proto 6 ct timeout set \"tcp_%s\"\n"
			"meta nfproto ipv%d meta l4proto 17 th dport 53 ct timeout set \"dns_%s\"\n",
			i ? 6 : 4, versions[i], i ? 6 : 4, versions[i]);
	fprintf(f, "}\n");
}

/* The kernel makes the sets' elements, and takes them away when nothing is counted. */
static void share(FILE *f, bool six, const char *ports, const char *most)
{
	const char *const ip = six ? "ip6" : "ip";

	fprintf(f, "meta l4proto { 6, 17 } th dport %s "
		"add @shares%s { %s saddr . %s daddr . meta l4proto . th dport ct count over %s } "
		"goto refused\n", ports, six ? "6" : "", ip, ip, most);
}

/*
 * Pieces of datagrams wait for the others in one memory of the host's (ipfrag_high_thresh, 4 MiB, 30 s),
 * before any other rule sees them: a quarter of it for a tenant.
 */
static void fragments(FILE *f)
{
	static const char *const pieces[] = {"ip frag-off & 0x3fff != 0", "exthdr frag exists"};

	fprintf(f, "set fragments { type ifname; flags dynamic; size " SHARES_SIZE "; }\n"
		"chain fragments { type filter hook prerouting priority -450;\n"
		"iifgroup != " RULES_GROUP " accept\n");
	for (int i = 0; i < 2; i++)
		fprintf(f, "%s add @fragments { iifname "
			"limit rate over 16 kbytes/second burst 256 kbytes } counter drop\n", pieces[i]);
	fprintf(f, "}\n");
}

/* What pasta has closed is a socket of the host's for a minute, whose port is taken as long. */
static void pasta_share(FILE *f, bool six, const char *ports, const char *most)
{
	const char *const ip = six ? "ip6" : "ip", *const suffix = six ? "6" : "";

	fprintf(f, "meta l4proto { 6, 17 } th dport %s add @pasta_shares%s { meta skuid . %s daddr . "
		"meta l4proto . th dport ct count over %s } goto refused\n", ports, suffix, ip, most);
	fprintf(f, "meta l4proto 6 th dport %s add @pasta_new%s { meta skuid . %s daddr . "
		"meta l4proto . th dport timeout 2m limit rate over 16/second burst %s packets } "
		"goto refused\n", ports, suffix, ip, most);
}

static void pasta_sets(FILE *f)
{
	for (int v = 4; v <= 6; v += 2)
		fprintf(f, "set pasta_shares%s { type uid . ipv%d_addr . inet_proto . inet_service; "
			"flags dynamic; size " SHARES_SIZE "; }\n"
			"set pasta_new%s { type uid . ipv%d_addr . inet_proto . inet_service; "
			"flags dynamic,timeout; size " SHARES_SIZE "; }\n",
			v == 6 ? "6" : "", v, v == 6 ? "6" : "", v);
}

void rules_bounds_base(FILE *f)
{
	fprintf(f, "map bounds_out { type ifname : verdict; }\nmap bounds_in { type ifname : verdict; }\n"
		"map bounds_pasta { type uid : verdict; }\n");
	for (int v = 4; v <= 6; v += 2)
		fprintf(f, "set shares%s { type ipv%d_addr . ipv%d_addr . inet_proto . inet_service; "
			"flags dynamic; size " SHARES_SIZE "; }\n"
			"map bounds_pasta_in%s { type ipv%d_addr . inet_proto . inet_service : verdict; }\n",
			v == 6 ? "6" : "", v, v, v == 6 ? "6" : "", v);
	pasta_sets(f);
	short_memory(f);
	fragments(f);
	fprintf(f, "chain ports {\nct state != new return\nct status confirmed return\n");
	for (int six = 0; six < 2; six++) {
		share(f, six, "53", SHARE_DNS);
		share(f, six, "!= 53", SHARE);
	}
	fprintf(f, "}\nchain pasta_ports {\n");
	for (int six = 0; six < 2; six++) {
		pasta_share(f, six, "53", SHARE_DNS);
		pasta_share(f, six, "!= 53", SHARE);
	}
	fprintf(f, "}\nchain bounds {\nct state != new return\nct status confirmed return\n"
		"iifname vmap @bounds_out\noifname vmap @bounds_in\ngoto short_memory\n}\n"
		"chain by_pasta_bounds {\nct state != new return\nct status confirmed return\n"
		"meta skuid vmap @bounds_pasta\njump pasta_ports\ngoto short_memory\n}\n"
		"chain to_pasta { type filter hook input priority filter - 10;\nct state != new accept\n"
		"ip daddr . meta l4proto . th dport vmap @bounds_pasta_in\n"
		"ip6 daddr . meta l4proto . th dport vmap @bounds_pasta_in6\n}\n");
}

/* After as many in a row, new ones at an eighth of it a second. */
static void chain(FILE *f, const char *link, const char *way, uint64_t connections, const char *verdict)
{
	fprintf(f, "add chain inet hostel %s_%s\nflush chain inet hostel %s_%s\n"
		"add rule inet hostel %s_%s ct count over %" PRIu64 " %s\n"
		"add rule inet hostel %s_%s limit rate over %" PRIu64 "/second burst %" PRIu64
		" packets %s\n",
		link, way, link, way, link, way, connections, verdict,
		link, way, connections / RULES_NEW_PART, connections, verdict);
}

static void published_by_pasta(FILE *f, const char *link, const struct publish_entry *p)
{
	char address[NETWORK_TEXT_SIZE];

	rules_print(&p->address, address);
	for (uint32_t port = p->first; port <= p->last; port++)
		fprintf(f, "add element inet hostel bounds_pasta_in%s { %s . %s . %u : jump %s_in }\n",
			p->address.version == 6 ? "6" : "", address, rules_protocols[p->protocol], port,
			link);
}

void rules_bounds_of(FILE *f, const struct request *r)
{
	const struct policy *p = &r->policy;
	const char *const link = r->network.link;
	const bool pasta = p->network == NETWORK_PASTA;

	if (p->connections == VALUE_MAX)
		return;
	chain(f, link, "out", p->connections, "goto refused");
	if (p->publish.count)
		chain(f, link, "in", p->connections, "counter drop");
	fprintf(f, "add element inet hostel bounds_pasta { %u : jump %s_out }\n", r->launch.keeper, link);
	if (!pasta)
		fprintf(f, "add element inet hostel bounds_out { \"%s\" : jump %s_out }\n", link, link);
	if (p->publish.count && !pasta)
		fprintf(f, "add element inet hostel bounds_in { \"%s\" : jump %s_in }\n", link, link);
	if (p->publish.count && pasta)
		fprintf(f, "add rule inet hostel %s_in goto short_memory\n", link);
	for (uint32_t i = 0; i < p->publish.count && pasta; i++)
		published_by_pasta(f, link, &p->publish.items[i]);
}
