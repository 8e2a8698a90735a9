/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is asked of hostel-net for one tenant, and what its parts have found out for it.
 */
#ifndef NET_REQUEST_H
#define NET_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/network.h"
#include "policy/policy.h"
#include "talk/launch.h"

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
	bool again; /* the host has something of the last sandbox's network */
	int state; /* HOSTEL_STATEDIR */
	int tenant; /* t/UID */
};

#endif
