/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rtnetlink(7) in the network namespace in which link_open() was called.
 */
#ifndef NET_LINK_H
#define NET_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "request.h"

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

#endif
