/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is other in a new set: files that came, went or changed, and of these which keys.
 */
#ifndef CLI_FLEET_DIFFS_H
#define CLI_FLEET_DIFFS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/json.h"

enum diff_kind {
	DIFF_ADDED,
	DIFF_CHANGED,
	DIFF_CLOSED,	/* a tenant that is not in the set any more: suspended from now on */
	DIFF_REMOVED, /* a file that is not there any more */
	DIFF_KEPT	/* a tenant whose new file has a mistake */
};

struct diff {
	enum diff_kind kind;
	char *path; /* "tenants/alice.ini" */
	bool shut;  /* could log in on this host, and cannot any more */
};

struct diffs {
	size_t count, size;
	struct diff *v;
};

void diffs_add(struct diffs *c, enum diff_kind kind, const char *path);
void diffs_sort(struct diffs *c); /* by path */
struct diff *diffs_find(struct diffs *c, const char *path); /* sorted; NULL: it is as it was */
void diffs_free(struct diffs *c);

/* "alice" of "tenants/alice.ini", malloc'ed; NULL: no tenant's. */
char *diff_tenant(const char *path);

/* How many of tenants have this kind. */
size_t diffs_count(const struct diffs *c, enum diff_kind kind);

/* A line for each key of each file, old and new value, from both directories. */
void diffs_print(const struct diffs *c, int old, int fresh);
struct json *diffs_json(const struct diffs *c, int old, int fresh);

#endif
