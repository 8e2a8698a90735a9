/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All accounts at once.
 */
#include "accounts.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"

/* Of two of one name the first one counts, as for getpwnam(3). */
static int by_name(const void *a, const void *b)
{
	const struct accounts_entry *x = a, *y = b;
	const int order = strcmp(x->entry.pw_name, y->entry.pw_name);

	return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void add(struct accounts *all, const struct passwd *p)
{
	if (all->count == all->size) {
		all->size = all->size ? 2 * all->size : 256;
		all->v = reallocarray(all->v, all->size, sizeof(*all->v));
		if (!all->v)
			out_of_memory();
	}
	all->v[all->count] = (struct accounts_entry){.number = all->count,
		.entry = {.pw_name = text_of("%s", p->pw_name), .pw_uid = p->pw_uid, .pw_gid = p->pw_gid,
			.pw_dir = text_of("%s", p->pw_dir ? p->pw_dir : ""),
			.pw_shell = text_of("%s", p->pw_shell ? p->pw_shell : "")}};
	all->count++;
}

void accounts_read(struct accounts *all)
{
	const struct passwd *p;

	*all = (struct accounts){0};
	setpwent();
	while ((p = getpwent()))
		add(all, p);
	endpwent();
	if (all->count)
		qsort(all->v, all->count, sizeof(*all->v), by_name);
}

void accounts_free(struct accounts *all)
{
	for (size_t i = 0; i < all->count; i++) {
		free(all->v[i].entry.pw_name);
		free(all->v[i].entry.pw_dir);
		free(all->v[i].entry.pw_shell);
	}
	free(all->v);
	*all = (struct accounts){0};
}

int accounts_find(const struct accounts *all, const char *name, struct account *a, struct err *e)
{
	size_t low = 0, high = all->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(all->v[middle].entry.pw_name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < all->count && !strcmp(all->v[low].entry.pw_name, name))
		return account_of(&all->v[low].entry, a, e);
	return account_find(name, a, e);
}
