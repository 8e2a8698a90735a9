/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses and prefixes of IPv4 and IPv6, and ranges of ports.
 */
#ifndef POLICY_KIND_PREFIX_H
#define POLICY_KIND_PREFIX_H

#include "base/wire.h"
#include "policy/complaint.h"
#include "policy/network.h"
#include "policy/text.h"

/* ADDRESS or ADDRESS/LENGTH. 0 or EINVAL, also for bits behind the length. */
int prefix_read(const char *text, struct net_prefix *p, struct complaint *c);
/* The same for a whole address only. */
int address_read(const char *text, struct net_prefix *p, struct complaint *c);
/* The one form of a prefix: known version, nothing behind its length. */
int prefix_check(const struct net_prefix *p, struct complaint *c);
bool prefix_whole(const struct net_prefix *p);
bool prefix_covers(const struct net_prefix *wide, const struct net_prefix *narrow); /* or the same */
/* ADDRESS of a whole one, else ADDRESS/LENGTH; in brackets: [] around IPv6. */
void prefix_print(struct text *out, const struct net_prefix *p, bool brackets);
#define PREFIX_BYTES 24 /* encoded */
void prefix_encode(struct wire_writer *out, const struct net_prefix *p);
void prefix_decode(struct wire_reader *in, struct net_prefix *p);

/* What no packet of a tenant's is sent to by its address. */
enum net_special { SPECIAL_NONE, SPECIAL_UNSPECIFIED, SPECIAL_LOOPBACK, SPECIAL_MULTICAST, SPECIAL_MAPPED };

/* The first that some address of the prefix belongs to. */
enum net_special prefix_special(const struct net_prefix *p);
/* "loopback", ... */
const char *special_name(enum net_special special);
/* True if all of it is public for sure; false where that is anybody's guess. */
bool prefix_public(const struct net_prefix *p);
/* For pools: true if all of it is private. */
bool prefix_private(const struct net_prefix *p);

/* N or N-M from 1 to 65535; *at moves behind them. */
int ports_read(const char **at, uint32_t *first, uint32_t *last, struct complaint *c);
void ports_write(struct text *out, uint32_t first, uint32_t last);

#endif
