/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel-net's parts. Root's rights, in a process of its own: first in the host's network namespace,
 * then, for good, in the tenant's.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "host/network.h"
#include "policy/policy.h"
#include "talk/launch.h"

#define NETWORK_LOCK_SECONDS 10
#define NETWORK_NOTE_SIZE (1024 * 1024) /* of t/UID/net: PUBLISH_PORTS_MAX lines of 100, and more */
#define NETWORK_COMPLETE "# complete\n" /* the last line of t/UID/net once the host has it all */

/* What the host's addresses are at this moment, loopback left out. */
struct addresses {
	size_t count;
	struct net_prefix *v;
};

struct request {
	struct launch launch;
	struct policy policy;
	struct network network;
	struct addresses own;
	int netns, pidns; /* the tenant's */
	bool ipv6; /* at the host's end */
	bool again; /* the host has something of his last sandbox's network */
	int state; /* HOSTEL_STATEDIR */
	int tenant; /* t/UID */
};

/* --- rules.c: pure; text for nft(8), malloc'ed, NULL without memory ------------------------------- */

/* What nothing in the pools may be confused with, and whether hostel itself made the host forward. */
struct base {
	struct net_prefix pool, pool6;
	bool guard, guard6;
};

/* The table of the host, the same for all tenants: sets without elements, chains. */
char *rules_base(const struct base *b);

/* What the host's table has of one tenant beyond that: commands that may be given again. */
char *rules_of_tenant(const struct request *r);

/* Of it, what the wall against forged addresses knows of him. */
char *rules_sources(const char *link, const char *address, const char *address6);

/* The table in the tenant's own network namespace. */
char *rules_inside(const struct request *r);

/* --- nft.c ---------------------------------------------------------------------------------------- */

/* Run commands in the calling process's network namespace, all or none. 0, or -1 with *e. */
int nft_run(const char *commands, struct err *e);

/* True if an element of a map that is to be added, of rules_of_tenant(), is there with another value. */
bool nft_is_taken(const char *commands);

/*
 * Take back what rules_of_tenant() has added: each element, then the chains, whatever of it is there. What
 * also stands in `kept` stays.
 */
void nft_take_back(const char *commands, const char *kept);

/* This host's rules as nft prints them, without counters and sets' elements; malloc'ed, NULL with *e. */
char *nft_listing(struct err *e);

/* --- others.c: pure ------------------------------------------------------------------------------- */

/*
 * A line "drops table TABLE chain CHAIN" for each chain of others in nft_listing()'s text that forwards
 * nothing that it does not name, and does not name tenants. The text is cut up. 0, or -1 with *e.
 */
int others_print_closed(char *listing, FILE *out, struct err *e);

/* --- link.c: rtnetlink(7) in the network namespace in which link_open() was called ---------------- */

struct links; /* a socket */

struct links *link_open(struct err *e);
void link_close(struct links *l);

/* False where the kernel, the host or the link has none: ip-sysctl.rst, disable_ipv6. */
bool link_has_ipv6(const char *name);

/* All return 0, or -1 with *e. Without the link link_remove() does nothing. */
int link_remove(struct links *l, const char *name, struct err *e);
int link_make_pair(struct links *l, const struct request *r, struct err *e);
int link_up(struct links *l, const char *name, struct err *e);
int link_address(struct links *l, const char *name, const struct net_prefix *address, struct err *e);
int link_route(struct links *l, const char *name, const struct net_prefix *to, const struct net_prefix *from,
	const struct net_prefix *gateway, struct err *e);
int link_neighbour(struct links *l, const char *name, const struct net_prefix *address, const uint8_t mac[6],
	struct err *e);
/* Made, or gone (no error if it is already). */
int link_unreachable(struct links *l, const struct net_prefix *to, bool there, struct err *e);
int link_no_address(struct links *l, const char *name, const struct net_prefix *address, struct err *e);
/* A token bucket filter on what leaves by the link: bits per second. tc-tbf(8) */
int link_rate(struct links *l, const char *name, uint64_t rate, struct err *e);
int link_addresses(struct links *l, struct addresses *all, struct err *e);

/* --- conntrack.c ---------------------------------------------------------------------------------- */

/*
 * In the host's network namespace: its connections from and to a tenant's address are forgotten, for when his
 * link is gone. 0, or -1 with *e.
 */
int conntrack_forget(const struct net_prefix *address, struct err *e);

/*
 * Closed connections of TCP from and to a pool's addresses: a tenant's bound does not count them, and a peer
 * can keep them from being forgotten. 0, or -1 with *e.
 */
int conntrack_forget_closed(const struct net_prefix *pool, struct err *e);

/* --- pasta.c -------------------------------------------------------------------------------------- */

/* Call in the host's network namespace. Our later children are in the tenant's pid namespace. */
int pasta_start(const struct request *r, struct err *e);

/* --- base.c: what the host has once --------------------------------------------------------------- */

/* These three are called with the network's lock held. Forwarding, the table, the routes of the pools. */
int base_ensure(const struct request *r, struct links *l, struct err *e);

/* The table as it was made last comes back if somebody has flushed it. Nothing if none was made. */
int base_heal(int state, struct err *e);

/* What the kernel remembers of closed connections of the pools. */
int base_forget_closed(int state, struct err *e);

/* True if a tenant has a part in it: t/UID/net. */
bool base_is_used(int state);

/* False if the table that was made last is not there as it was made. */
bool base_is_whole(int state);

/* True if it was hostel that made this host forward: the table keeps it from doing so for others. */
bool base_guards(int state);

/*
 * No tenant has a network: the gateways' addresses and the routes go, and the table, unless it has to
 * keep the host from forwarding for everybody.
 */
int base_clear(int state, struct links *l, struct err *e);

/* --- tenant.c ------------------------------------------------------------------------------------- */

/* Before any of the tenant runs. From now on this process is in his network namespace. 0, or -1 with *e. */
int tenant_up(struct request *r, struct err *e);

/* What the host has of him goes away; also if nothing is there. */
int tenant_down(int tenant, struct links *l, struct err *e);

#endif
