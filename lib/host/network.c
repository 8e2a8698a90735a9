/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses from pools, and who has which.
 */
#include "host/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/state.h"

#define FIRST_SLOT 2 /* behind the network's own address and the gateway */

/* How many slots: of IPv4 the broadcast address is none. */
static uint64_t slots(const struct net_prefix *pool)
{
	const unsigned bits = (pool->version == 4 ? 32 : 128) - pool->length;

	return bits > 31 ? UINT32_MAX : (UINT64_C(1) << bits) - FIRST_SLOT - (pool->version == 4);
}

static void add(struct net_prefix *p, const struct net_prefix *pool, uint64_t n)
{
	int last = pool->version == 4 ? 3 : 15;

	*p = *pool;
	p->length = pool->version == 4 ? 32 : 128;
	for (; n && last >= 0; last--) {
		n += p->address[last];
		p->address[last] = (uint8_t)n;
		n >>= 8;
	}
}

int network_of(const struct network_place *place, struct network *n, struct err *e)
{
	const struct net_prefix *pool = &place->pool;
	const uint8_t number[] = {(uint8_t)(place->slot >> 24), (uint8_t)(place->slot >> 16),
		(uint8_t)(place->slot >> 8), (uint8_t)place->slot};

	*n = (struct network){.mac = {0x06, 'h'}, .host_mac = {0x02, 'h'}};
	for (int i = 0; i < 2; i++, pool = &place->pool6) {
		char text[NETWORK_TEXT_SIZE];

		network_print(pool, text);
		if (place->slot >= slots(pool))
			return err_rule(e, ENOSPC, "[host] %s = %s: has no address for tenant number %u",
				i ? "pool6" : "pool", text, place->slot + 1);
		add(i ? &n->gateway6 : &n->gateway, pool, FIRST_SLOT - 1);
		add(i ? &n->address6 : &n->address, pool, (uint64_t)FIRST_SLOT + place->slot);
	}
	snprintf(n->link, sizeof(n->link), NETWORK_LINK_PREFIX "%u", place->slot);
	memcpy(n->mac + 2, number, sizeof(number));
	memcpy(n->host_mac + 2, number, sizeof(number));
	return 0;
}

int network_slot(int state, const struct net_prefix *pool, uint32_t uid, uint32_t *slot, struct err *e)
{
	const struct state_numbers numbers = {"slots", 0, slots(pool), NULL};
	char text[NETWORK_TEXT_SIZE];

	if (state_number(state, &numbers, uid, slot, e) == 0)
		return 0;
	network_print(pool, text);
	return e->code != ENOSPC ? -1
				 : err_rule(e, ENOSPC, "[host] pool = %s: all addresses are taken", text);
}

void network_print(const struct net_prefix *p, char text[NETWORK_TEXT_SIZE])
{
	if (!inet_ntop(p->version == 4 ? AF_INET : AF_INET6, p->address, text, INET6_ADDRSTRLEN))
		strcpy(text, "-");
	else if (p->length < (p->version == 4 ? 32u : 128u))
		snprintf(text + strlen(text), 8, "/%u", p->length);
}

bool network_contains(const struct net_prefix *p, const struct net_prefix *in)
{
	const unsigned whole = p->length / 8, rest = p->length % 8;

	if (p->version != in->version || p->length > in->length || memcmp(p->address, in->address, whole))
		return false;
	return !rest || !((p->address[whole] ^ in->address[whole]) >> (8 - rest));
}

bool network_address(const char *text, struct net_prefix *p)
{
	*p = (struct net_prefix){.version = 4, .length = 32};
	if (inet_pton(AF_INET, text, p->address) == 1)
		return true;
	*p = (struct net_prefix){.version = 6, .length = 128};
	return inet_pton(AF_INET6, text, p->address) == 1;
}
