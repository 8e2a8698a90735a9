/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tenant's part of the host's connections and ports, as text for nft(8).
 */
#ifndef NET_RULES_BOUNDS_H
#define NET_RULES_BOUNDS_H

#include <stdio.h>

#include "request.h"

/* Maps, sets and chains of the host's table; `bounds`, `ports` and `by_pasta_bounds` are to jump to. */
void rules_bounds_base(FILE *f);

/* What that table has of one tenant beyond them. */
void rules_bounds_of(FILE *f, const struct request *r);

#endif
