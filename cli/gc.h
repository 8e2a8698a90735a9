/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of hostel gc share.
 */
#ifndef CLI_GC_H
#define CLI_GC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli.h"
#include "hostel/cgroup.h"
#include "json.h"

struct gc {
	const struct cli *cli;
	int state;
	char *base;           /* of the cgroups, NULL if unknown */
	struct cgroups cgroups;
	struct json *removed; /* with --json */
	size_t count, failed;
	size_t alive;         /* tenants with a sandbox, or whose state is locked */
	size_t lock_count;
	int *locks;           /* of tenants without one */
	uint32_t *uids;       /* all that were looked at */
	size_t uid_count;
};

/* Say that something was removed, or would be. */
void gc_tell(struct gc *g, const char *what);

/* Remove `name` below dir, a tree or a file. `where` is what dir is called. */
void gc_remove_tree(struct gc *g, int dir, const char *where, const char *name);

bool gc_exists(int dir, const char *name);

/* True if the name service is sure that nobody has this uid. */
bool gc_account_is_gone(uint32_t uid);

/* gc_network.c: what the host's links and rules have of a tenant without a sandbox, his lock held. */
void gc_network(struct gc *g, uint32_t uid, int tenant);

/*
 * Addresses of accounts that are gone; the table that all share, healed or, where nobody needs it,
 * removed.
 */
void gc_networks(struct gc *g);

#endif
