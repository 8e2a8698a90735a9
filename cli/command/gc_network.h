/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: networks.
 */
#ifndef CLI_COMMAND_GC_NETWORK_H
#define CLI_COMMAND_GC_NETWORK_H

#include "gc_tools.h"

/* What the host's links and rules have of a tenant without a sandbox, their lock held. */
void gc_network(struct gc *g, uint32_t uid, int tenant);

/* The table that all share, healed or, where nobody needs it, removed. Without a lock. */
void gc_networks(struct gc *g);

#endif
