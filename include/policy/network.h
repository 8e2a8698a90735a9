/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values of [network] and of the address pools: addresses, egress rules, published ports.
 */
#ifndef HOSTEL_POLICY_NET_H
#define HOSTEL_POLICY_NET_H

#include <stdint.h>

/* An address of IPv4 or IPv6 and how many of its first bits count; the others are 0. */
struct net_prefix {
	uint32_t version;    /* 4 or 6; 0 for none */
	uint32_t length;     /* 0-32 or 0-128 */
	uint8_t address[16]; /* network order; of IPv4 the first four */
};

enum net_protocol { NET_ANY, NET_TCP, NET_UDP, NET_ICMP };

/*
 * Where a rule of egress leads. PUBLIC: what is not private, link-local, multicast or the host's own.
 * ANYWHERE is for denials without a destination.
 */
enum egress_where { EGRESS_PUBLIC, EGRESS_ANYWHERE, EGRESS_HOST, EGRESS_PREFIX };

#define EGRESS_MAX 64

/* In the order in which they are tried; the first that matches decides, and what none matches is refused. */
struct egress_rule {
	uint32_t deny;     /* 1, or 0 to allow */
	uint32_t where;    /* enum egress_where */
	struct net_prefix to; /* PREFIX; otherwise zeros */
	uint32_t protocol; /* enum net_protocol */
	uint32_t first, last; /* ports, inclusive; 0 and 65535 for all, as with NET_ANY and NET_ICMP */
};

struct egress_list {
	uint32_t count;
	struct egress_rule items[EGRESS_MAX];
};

/*
 * Ports of the host's addresses from which tenants' connections come: below IANA's dynamic ones, of which
 * services that listen for fixed peers are fond, and above most others. Nothing can be published there.
 */
#define NETWORK_PORT_FIRST 32768
#define NETWORK_PORT_LAST 49151
#define NETWORK_PORTS_TEXT "32768 49151"
#define NETWORK_PORTS_RANGE "32768-49151"

#define PUBLISH_MAX 32
#define PUBLISH_PORTS_MAX 1024 /* of all entries of a list together: the kernel has an element for each */

/* Ports first to last of one of the host's addresses lead to as many ports inside, from `inside` on. */
struct publish_entry {
	struct net_prefix address; /* a whole address, not 0.0.0.0, :: or loopback */
	uint32_t first, last;
	uint32_t inside;
	uint32_t protocol; /* NET_TCP or NET_UDP */
};

struct publish_list {
	uint32_t count;
	struct publish_entry items[PUBLISH_MAX];
};

#define ADDRESSES_MAX 3 /* MAXNS of resolv.conf(5) */

struct address_list {
	uint32_t count;
	struct net_prefix items[ADDRESSES_MAX]; /* whole addresses */
};

#endif
