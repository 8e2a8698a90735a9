/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's tables, by libnftables.
 */
#ifndef NET_NFT_H
#define NET_NFT_H

#include <stdbool.h>

#include "base/err.h"

/* Run commands in the calling process's network namespace, all or none. 0, or -1 with *e. */
int nft_run(const char *commands, struct err *e);

/* True if an element of a map that is to be added, of rules_of_tenant(), is there with another value. */
bool nft_is_taken(const char *commands);

/* True if `line`, without its end, is a line of `commands`. */
bool nft_has_line(const char *commands, const char *line);

/*
 * Take back what rules_of_tenant() has added: each element, then the chains, whatever of it is there. What
 * also stands in `kept` stays.
 */
void nft_take_back(const char *commands, const char *kept);

/* This host's rules in libnftables-json(5), without counters and sets' elements; malloc'ed, NULL with *e. */
char *nft_listing(struct err *e);

#endif
