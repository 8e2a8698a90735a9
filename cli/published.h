/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The published ports of all tenants, and which of them two tenants have.
 */
#ifndef CLI_PUBLISHED_H
#define CLI_PUBLISHED_H

#include "policy/policy.h"
#include "policy/problems.h"

struct published_port {
	struct publish_entry entry;
	char *tenant;
	struct origin origin; /* of the list that it stands in */
};

struct published {
	size_t count, size;
	struct published_port *v;
};

/* What the tenant's policy publishes. */
void published_add(struct published *all, const char *tenant, const struct policy *p);

/*
 * Each entry with a port that another tenant's has, too: said once, as one problem in *ps, which `take`
 * empties. Sorts the list.
 */
void published_overlaps(struct published *all, struct problems *ps, void (*take)(void *), void *context);

void published_free(struct published *all);

#endif
