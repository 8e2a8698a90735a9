/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules as text for nft(8): the pieces that both tables have.
 */
#ifndef NET_RULES_TEXT_H
#define NET_RULES_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "host/network.h"
#include "policy/policy.h"

#define REFUSE "reject with icmpx admin-prohibited"

#define RULES_TEXT_OF(x) #x
#define RULES_TEXT(x) RULES_TEXT_OF(x)
#define RULES_GROUP RULES_TEXT(NETWORK_GROUP)

/* Behind as many connections in a row, new ones at this part of [network] connections a second. */
#define RULES_NEW_PART 8

struct rules_text {
	char *data;
	size_t size;
	FILE *f;
};

/* False without memory. */
bool rules_begin(struct rules_text *t);

/* The text, malloc'ed, or NULL without memory. */
char *rules_end(struct rules_text *t);

/* enum net_protocol by number: for a name nft asks the host's name service. protocols(5) */
extern const char *const rules_protocols[];

/* For use in one expression: its text lives as long as the caller's array. */
const char *rules_print(const struct net_prefix *p, char text[NETWORK_TEXT_SIZE]);

/* The set private or private6, of what is not public; and whether an address is in it. */
void rules_private_set(FILE *f, bool six);
bool rules_is_private(const struct net_prefix *address);

/* Where a network's NAT64 leads to the IPv4 prefix: below the well-known 64:ff9b::/96 of RFC 6052, 2.1. */
struct net_prefix rules_translated(const struct net_prefix *four);

/* Protocol and ports of a rule, with a blank behind them. */
void rules_protocol(FILE *f, const struct egress_rule *rule);

#endif
