/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host has once, however many tenants.
 */
#ifndef NET_BASE_H
#define NET_BASE_H

#include <stdbool.h>

#include "base/err.h"
#include "link.h"
#include "request.h"

#define NETWORK_LOCK_SECONDS 10 /* for net.lock */

/*
 * base_ensure(), base_heal(), base_forget_closed() and base_clear() are called with net.lock held.
 * Forwarding, the table, the routes of the pools.
 */
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

#endif
