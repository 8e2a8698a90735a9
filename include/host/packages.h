/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the distribution's packages put into /etc and /var/lib, as dpkg's database says: dpkg-query(1), -L and
 * -S. On a host without dpkg nothing is known of any package.
 */
#ifndef HOSTEL_PACKAGES_H
#define HOSTEL_PACKAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* A name directly below /etc or /var/lib that a package has. */
struct package_path {
	const char *path;    /* "/etc/php" */
	const char *service; /* one that has it and runs a service of the host; NULL: none does */
};

struct packages {
	bool known; /* there is a database */
	char *text; /* that the paths point into */
	size_t count;
	struct package_path *v; /* by path */
};

/*
 * Reads some ten thousand bytes for each package, so what came of it is kept in the file `packages` below
 * `state` (HOSTEL_STATEDIR; -1: neither read nor kept) until dpkg has changed its status. A package runs a
 * service if it has a unit of systemd's or a script in /etc/init.d. 0, or -1 and *e.
 */
int packages_load(struct packages *p, int state, struct err *e);
void packages_free(struct packages *p);

/* NULL: no package has it. */
const struct package_path *packages_find(const struct packages *p, const char *path);

#endif
