/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's table as text for nft(8): malloc'ed, NULL without memory. Pure.
 */
#ifndef NET_RULES_H
#define NET_RULES_H

#include <stdbool.h>

#include "request.h"

/* What nothing in the pools may be confused with, and whether hostel itself made the host forward. */
struct base {
	struct net_prefix pool, pool6;
	bool guard, guard6;
};

/* The table of the host, the same for all tenants: sets without elements, chains. */
char *rules_base(const struct base *b);

/* What the host's table has of one tenant beyond that: commands that may be given again. */
char *rules_of_tenant(const struct request *r);

/* Of it, what the wall against forged addresses knows of the tenant. */
char *rules_sources(const char *link, const char *address, const char *address6);

#endif
