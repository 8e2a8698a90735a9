/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the host's /etc, /var/lib and /var/cache tenants see: what a package of the distribution put there
 * for its programs, every account may read and names nobody. The rest has a reason.
 */
#ifndef HOSTEL_VISIBLE_H
#define HOSTEL_VISIBLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "host/packages.h"

/* A name directly below one of these. */
struct visible {
	char *path;
	const char *hidden;  /* why it is not shown; NULL: it is */
	const char *package; /* of `hidden`: the package whose service it is, or NULL */
	bool own;            /* `hidden`, but the tenant has one of that name that hostel makes */
	bool directory;      /* or a link to one */
	bool link;
};

struct visible_list {
	size_t count;
	struct visible *v; /* by path, bytewise */
};

/* Single files, relative to /etc, of directories that are hidden; NULL-terminated. */
extern const char *const visible_parts[];

/* Directories of theirs, likewise; each is shown if visible_directory() says so of it. */
extern const char *const visible_directories[];

/* Root's own, no link, within everybody's reach? What does not answer is not. */
bool visible_directory(const char *path);

/*
 * Directories DIRECTORY/ANY/NAME of one that is shown, of which only what is `kept` is; the last has no
 * directory.
 */
struct visible_left_out {
	const char *directory, *name, *why;
	const char *kept[3]; /* NULL-terminated */
};
extern const struct visible_left_out visible_left_out[];

/*
 * `top` is one of these three. What is there must be root's, but for single names of the table, and every
 * account must be able to read it; then the first of these decides: a table of names, whether a package of
 * `p` has it (without a database only the table), whether one of these runs a service of the host. `hidden`
 * and `package` live as long as `p`. 0, or -1 and *e.
 */
int visible_list(struct visible_list *list, const char *top, const struct packages *p, struct err *e);
void visible_free(struct visible_list *list);

/*
 * The table alone: what it says of NAME in `top`, for the tests. True: it is listed; *hidden NULL if it is
 * shown.
 */
bool visible_listed(const char *top, const char *name, const char **hidden);

#endif
