/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose chains stop what tenants send. Pure.
 */
#ifndef NET_OTHERS_H
#define NET_OTHERS_H

#include <stdio.h>

#include "base/err.h"

/*
 * A line "drops table TABLE chain CHAIN" for each chain of others in nft_listing()'s text that forwards
 * nothing that it does not name, and does not name tenants. 0, or -1 with *e.
 */
int others_print_closed(const char *listing, FILE *out, struct err *e);

#endif
