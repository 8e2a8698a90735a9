/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory or file of the host that a sandbox shows: can it be? For the login and for `hostel check`.
 */
#ifndef HOSTEL_HOST_SOURCE_H
#define HOSTEL_HOST_SOURCE_H

#include <stdbool.h>

#include "base/err.h"
#include "host/account.h"
#include "talk/shown.h"

/*
 * From here on this process has the account's groups, as hostel-init has them when it opens a source: for a
 * process that ends soon. 0, or -1 with *e.
 */
int source_groups(const struct account *a, struct err *e);

struct source {
	char *real; /* malloc'ed */
	bool file;  /* a regular file: no directory */
};

/*
 * Follow links that root alone can have made; open what is there as the account may, which also makes an
 * automounter mount it; judge what it is, unless `shown` is NULL. 0, or -1 with *e: the
 * reason, without the key it stands at. `a` NULL: whoever shall see it is not known, it is not opened.
 */
int source_find(const struct account *a, const char *path, const struct shown *shown, bool writable,
	struct source *found, struct err *e);

/* The same, and it has to be a directory: *real alone. */
int source_find_directory(const struct account *a, const char *path, const struct shown *shown, char **real,
	struct err *e);

/*
 * Is something there to mount it on? In what is the host's or the tenant's no place is made for it. 0, or -1
 * with *e.
 */
int source_place(const struct account *a, const struct policy *p, const char *target, bool file,
	struct err *e);

/* Can what the policy hides at `path` be hidden: a directory, reached without a link? 0, or -1 with *e. */
int source_hide(const struct account *a, const struct policy *p, const char *path, struct err *e);

#endif
