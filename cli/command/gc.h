/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of hostel gc share.
 */
#ifndef CLI_GC_H
#define CLI_GC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "cgroup/find.h"
#include "cli/cli.h"
#include "cli/json.h"

struct gc {
	const struct cli *cli;
	int state;
	char *base;           /* of the cgroups, NULL if unknown */
	struct cgroups cgroups;
	struct json *removed; /* with --json */
	size_t count, failed;
	unsigned waited;      /* seconds, in vain, for locks */
	FILE *told;           /* what is to be said, into text */
	char *text;
	size_t text_size;
};

/*
 * Say that something was removed, or would be: kept in memory from gc_begin_telling() to gc_show_told(),
 * which is called without a lock.
 */
void gc_tell(struct gc *g, const char *what);
void gc_begin_telling(struct gc *g);
void gc_show_told(struct gc *g);

/* The lock of a directory of state. Some who are slow cost no more waiting than one. -1 with *e. */
int gc_lock(struct gc *g, int dir, struct err *e);

/* Remove `name` below dir, a tree or a file. `where` is what dir is called. */
void gc_remove_tree(struct gc *g, int dir, const char *where, const char *name);

/*
 * The same of all names that begin with one of two prefixes, the second is that of a half-made one, but for
 * those that are used. NULL: none is.
 */
struct gc_used;
void gc_remove_prefixed(struct gc *g, int dir, const char *where, const char *prefix, const char *half,
	const struct gc_used *used);

bool gc_exists(int dir, const char *name);

/* True if the name service is sure that nobody has this uid. Without a lock: it may take its time. */
bool gc_account_is_gone(uint32_t uid);

/* gc_shared.c: what no tenant's is alone. */
void gc_shared(struct gc *g);

/* gc_trees.c: names of trees that sandboxes are built on. */
struct gc_used {
	size_t count;
	char **names;
	bool unknown; /* of one it is not known: nothing can go */
};

/* True if `name` below dir is one of them, or a symbolic link to one. */
bool gc_is_used(const struct gc_used *used, int dir, const char *name);

/* Trees that all share. */
void gc_trees(struct gc *g);

/* Those of a tenant with a living sandbox, their lock held. */
void gc_own_trees(struct gc *g, uint32_t uid, int tenant, const char *where);

/* gc_network.c: what the host's links and rules have of a tenant without a sandbox, their lock held. */
void gc_network(struct gc *g, uint32_t uid, int tenant);

/* The table that all share, healed or, where nobody needs it, removed. Without a lock. */
void gc_networks(struct gc *g);

#endif
