/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: trees that sandboxes are built on, shared ones and each tenant's own. A sandbox's directory
 * names those that are seen inside and on its porch: what none names can go, however long others live.
 */
#include "gc_trees.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/live.h"
#include "cli/output.h"
#include "host/control.h"
#include "host/state.h"
#include "talk/paths.h"

static void add(struct gc_used *used, const char *name)
{
	used->names = reallocarray(used->names, used->count + 1, sizeof(*used->names));
	if (!used->names)
		out_of_memory();
	used->names[used->count++] = text_of("%s", name);
}

static void forget(struct gc_used *used)
{
	for (size_t i = 0; i < used->count; i++)
		free(used->names[i]);
	free(used->names);
}

static void look_at_sandbox(struct gc_used *used, int tenant, uint32_t number)
{
	for (const char *const *kind = state_trees; *kind; kind++) {
		char path[32], name[64];
		ssize_t n;

		snprintf(path, sizeof(path), "%u/%s", number, *kind);
		n = readlinkat(tenant, path, name, sizeof(name) - 1);
		if (n <= 0) { /* another version made it, or a login is about to */
			used->unknown = true;
			return;
		}
		name[n] = '\0';
		add(used, name);
	}
}

/* Those that are alive, and those that were left alone. */
static void look_at_tenant(const struct gc *g, uint32_t uid, struct gc_used *used)
{
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE tenant = state_tenant(g->state, uid, &ignored);
	uint32_t *AUTO_FREE numbers = NULL;
	int n = tenant < 0 ? -1 : live_numbers(tenant, ".", &numbers);

	used->unknown |= n < 0;
	for (int i = 0; i < n; i++) {
		/* With --dry-run those that have ended are still there. */
		int AUTO_CONTROL fd = g->cli->dry_run ? control_connect(uid, numbers[i], 1) : -1;

		if (!g->cli->dry_run || fd >= 0 || !control_has_ended(errno))
			look_at_sandbox(used, tenant, numbers[i]);
	}
}

void gc_own_trees(struct gc *g, uint32_t uid, int tenant, const char *where)
{
	struct gc_used used = {0};

	look_at_tenant(g, uid, &used);
	if (!used.unknown)
		gc_remove_prefixed(g, tenant, where, "base-", "new-base-", &used);
	forget(&used);
}

void gc_trees(struct gc *g)
{
	struct err e = ERR_NONE;
	/* Logins share it from before they make a tree until their sandbox stands. */
	int AUTO_CLOSE trees = state_lock(g->state, "trees", 0, &e);
	uint32_t *AUTO_FREE uids = NULL;
	int n = trees < 0 ? -1 : live_numbers(g->state, "t", &uids);
	struct gc_used used = {.unknown = n < 0};

	if (trees < 0)
		return; /* a login is at work: next time */
	gc_remove_prefixed(g, g->state, HOSTEL_STATEDIR, "new-etc-", "new-programs-", NULL);
	gc_remove_prefixed(g, g->state, HOSTEL_STATEDIR, "new-machine-", "new-machine-", NULL);
	for (int i = 0; i < n; i++)
		look_at_tenant(g, uids[i], &used);
	if (!used.unknown) {
		gc_remove_prefixed(g, g->state, HOSTEL_STATEDIR, "etc-", "programs-", &used);
		gc_remove_prefixed(g, g->state, HOSTEL_STATEDIR, "key-programs-", "key-machine-", &used);
		gc_remove_prefixed(g, g->state, HOSTEL_STATEDIR, "machine-", "machine-", &used);
	}
	forget(&used);
}
