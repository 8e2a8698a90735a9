/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The network of a tenant with mode = nat: what follows from the host's pools and the slot.
 */
#ifndef HOSTEL_NETWORK_H
#define HOSTEL_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "policy/policy.h"
#include "talk/launch.h"

#define NETWORK_LINK_SIZE 16 /* IFNAMSIZ */
#define NETWORK_LINK_PREFIX "hostel" /* of the host's end; etc/firewalld has it as well */
#define NETWORK_INSIDE_LINK "eth0"
#define NETWORK_GROUP 26735 /* interface group of all our links: ip-link(8), "hostel" on no host's list */
#define NETWORK_HOST_NAME "host.hostel.internal" /* the gateway's name inside */

struct network {
	char link[NETWORK_LINK_SIZE]; /* the host's end */
	struct net_prefix address, gateway, address6, gateway6; /* whole addresses */
	uint8_t mac[6], host_mac[6]; /* locally administered */
};

/*
 * The gateways are the first addresses of the pools, the tenant's the ones that follow by the slot.
 * 0, or -1 with *e (ENOSPC): the pool ends before.
 */
int network_of(const struct network_place *place, struct network *n, struct err *e);

/*
 * The tenant's slot below HOSTEL_STATEDIR/slots, chosen from the uid at the first call since boot and kept.
 * Call with the state's lock held. 0, or -1 with *e (ENOSPC: all are taken).
 */
int network_slot(int state, const struct net_prefix *pool, uint32_t uid, uint32_t *slot, struct err *e);

/* "10.0.0.0/8", or without the length if it is a whole address. */
#define NETWORK_TEXT_SIZE 56
void network_print(const struct net_prefix *p, char text[NETWORK_TEXT_SIZE]);

/* True if every address of `in` is one of p. */
bool network_contains(const struct net_prefix *p, const struct net_prefix *in);

/* A whole address from its text. False if it is none. */
bool network_address(const char *text, struct net_prefix *p);

#endif
