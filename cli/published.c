/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The published ports of all tenants: a port of an address leads to one of them.
 */
#include "published.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "policy/print.h"

void published_add(struct published *all, const char *tenant, const struct policy *p)
{
	for (uint32_t i = 0; i < p->publish.count; i++) {
		if (all->count == all->size) {
			all->size = all->size ? 2 * all->size : 64;
			all->v = reallocarray(all->v, all->size, sizeof(*all->v));
			if (!all->v)
				out_of_memory();
		}
		all->v[all->count++] = (struct published_port){p->publish.items[i],
			text_of("%s", tenant), p->origin[FIELD_publish]};
	}
}

void published_free(struct published *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->v[i].tenant);
	free(all->v);
	*all = (struct published){0};
}

static int compare_place(const struct publish_entry *a, const struct publish_entry *b)
{
	int order = memcmp(&a->address, &b->address, sizeof(a->address));

	return order ? order : (a->protocol > b->protocol) - (a->protocol < b->protocol);
}

/* By address, protocol and port. */
static int compare(const void *x, const void *y)
{
	const struct published_port *a = x, *b = y;
	int order = compare_place(&a->entry, &b->entry);

	if (!order)
		order = (a->entry.first > b->entry.first) - (a->entry.first < b->entry.first);
	return order ? order : strcmp(a->tenant, b->tenant);
}

/* As it would stand in a file. */
static void print_entry(const struct publish_entry *e, char *text, size_t size)
{
	const struct policy p = {.publish = {.count = 1, .items = {*e}}};

	policy_print_field(&p, FIELD_publish, text, size);
}

static void tell(const struct published_port *one, const struct published_port *other,
	struct problems *ps)
{
	char mine[96], others[96];

	print_entry(&one->entry, mine, sizeof(mine));
	print_entry(&other->entry, others, sizeof(others));
	problems_add(ps, one->origin.file, one->origin.line, "[network] publish", mine,
		"%s and %s would both have it: %s has %s (%s:%u)", one->tenant, other->tenant,
		other->tenant, others, other->origin.file, other->origin.line);
}

/*
 * In that order an entry overlaps one before it if it begins before their highest port. No list overlaps
 * itself (policy/kind/publish.c), so that the entry with that port is another tenant's.
 */
void published_overlaps(struct published *all, struct problems *ps, void (*take)(void *), void *context)
{
	const struct published_port *highest = NULL;

	if (all->count)
		qsort(all->v, all->count, sizeof(*all->v), compare);
	for (size_t i = 0; i < all->count; i++) {
		const struct published_port *p = &all->v[i];
		bool same = highest && !compare_place(&highest->entry, &p->entry);

		if (same && p->entry.first <= highest->entry.last && strcmp(p->tenant, highest->tenant)) {
			tell(p, highest, ps);
			take(context);
		}
		if (!same || p->entry.last > highest->entry.last)
			highest = p;
	}
}
