/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: numbers that all tenants share: keepers, addresses.
 */
#include "gc_shared.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/processes.h"
#include "gc_network.h"
#include "gc_trees.h"
#include "host/state.h"
#include "talk/paths.h"

/* Whoever has come back since has a directory: a login makes it first. */
static void remove_number(struct gc *g, const char *kind, uint32_t number, uint32_t uid)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE locked = gc_lock(g, g->state, &e);
	int AUTO_CLOSE dir = openat(g->state, kind, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char *AUTO_FREE where = text_of("%s/%s", HOSTEL_STATEDIR, kind);
	char name[16], directory[32];

	snprintf(name, sizeof(name), "%u", number);
	snprintf(directory, sizeof(directory), "t/%u", uid);
	if (locked < 0) {
		say("%s: %s: left alone", where, e.message);
		g->failed++;
	} else if (dir >= 0 && (g->cli->dry_run || !gc_exists(g->state, directory))) {
		gc_remove_tree(g, dir, where, name);
	}
}

/* The name service is sure of it. Without a lock: it may take its time. getpwuid(3), RETURN VALUE */
static bool account_is_gone(uint32_t uid)
{
	errno = 0;
	return !getpwuid(uid) && (!errno || errno == ENOENT || errno == ESRCH);
}

/* Numbers are given back when their tenant's account is gone and nothing runs that is kept for it. */
static void remove_numbers(struct gc *g, const char *kind, const struct processes *p)
{
	uint32_t *AUTO_FREE numbers = NULL;
	int n = live_numbers(g->state, kind, &numbers);

	for (int i = 0; i < n; i++) {
		bool used = false;
		uint32_t uid;

		if (!live_owner(g->state, kind, numbers[i], &uid))
			continue;
		for (size_t k = 0; k < p->count; k++)
			used |= p->v[k].uid == uid;
		if (!used && account_is_gone(uid))
			remove_number(g, kind, numbers[i], uid);
	}
}

void gc_shared(struct gc *g)
{
	struct processes p;
	struct err e = ERR_NONE;

	gc_begin_telling(g);
	gc_trees(g);
	gc_show_told(g);
	gc_begin_telling(g);
	if (processes_keepers(&p, g->state, &e) < 0 || processes_find(&p, 0, &e) < 0) {
		say("%s", e.message);
		g->failed++;
	} else {
		remove_numbers(g, "keepers", &p);
		remove_numbers(g, "slots", &p);
	}
	processes_free(&p);
	gc_networks(g);
	gc_show_told(g);
}
