/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of hostel gc share.
 */
#ifndef CLI_GC_TOOLS_H
#define CLI_GC_TOOLS_H

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

/* Names of trees that sandboxes are built on. */
struct gc_used {
	size_t count;
	char **names;
	bool unknown; /* of one it is not known: nothing can go */
};

/* True if `name` below dir is one of them, or a symbolic link to one. */
bool gc_is_used(const struct gc_used *used, int dir, const char *name);

/*
 * Remove all names that begin with one of two prefixes, the second is that of a half-made one, but for
 * those that are used. NULL: none is.
 */
void gc_remove_prefixed(struct gc *g, int dir, const char *where, const char *prefix, const char *half,
	const struct gc_used *used);

bool gc_exists(int dir, const char *name);

#endif
