/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host remembers of connections.
 */
#ifndef NET_CONNTRACK_H
#define NET_CONNTRACK_H

#include "base/err.h"
#include "host/network.h"

/*
 * In the host's network namespace: its connections from and to a tenant's address are forgotten, for when the
 * link is gone. 0, or -1 with *e.
 */
int conntrack_forget(const struct net_prefix *address, struct err *e);

/*
 * Closed connections of TCP from and to a pool's addresses: a tenant's bound does not count them, and a peer
 * can keep them from being forgotten. 0, or -1 with *e.
 */
int conntrack_forget_closed(const struct net_prefix *pool, struct err *e);

#endif
