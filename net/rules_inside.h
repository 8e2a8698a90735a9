/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table in the tenant's own network namespace as text for nft(8): malloc'ed, NULL without memory. Pure.
 */
#ifndef NET_RULES_INSIDE_H
#define NET_RULES_INSIDE_H

#include "request.h"

char *rules_inside(const struct request *r);

#endif
