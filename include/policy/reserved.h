/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths that no key may cover inside, or show of the host.
 */
#ifndef HOSTEL_POLICY_RESERVED_H
#define HOSTEL_POLICY_RESERVED_H

#include <stdbool.h>
#include <stddef.h>

/* A path of the host that must not be shown inside. */
struct policy_reserved {
	const char *path;
	bool below;    /* and everything below it */
	bool writable; /* only where the tenant could write to it */
	const char *why; /* NULL: it may be shown, though what it lies in may not */
};

/*
 * All of them. policy_load() refuses a source by its name; what that name leads to, lib/talk/shown.c knows.
 */
const struct policy_reserved *policy_reserved_sources(size_t *count);

/*
 * The row that says why a place inside, or a path of the host, cannot be used; or NULL. `shown`: something
 * of the host's is shown there, which may be where the host's programs look for a database.
 */
const struct policy_reserved *reserved_target(const char *path, bool shown);
const struct policy_reserved *reserved_source(const char *path, bool writable);

/* "/a/b" is inside "/a", inside "/a/b" and inside "/". Both absolute, without a slash at the end. */
bool policy_inside(const char *path, const char *directory);

#endif
