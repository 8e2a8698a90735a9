/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sandbox and porch are built of: detached mounts, collected first and attached afterwards.
 */
#ifndef INIT_PARTS_H
#define INIT_PARTS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "coarse.h"
#include "policy/policy.h"
#include "talk/launch.h"
#include "talk/shown.h"

#define PARTS_MAX 256

/* A detached mount and where it belongs. `path` is absolute, as seen inside. */
struct part {
	int tree;
	const char *path;
	const char *key; /* whose directory or file of the host it is, for shown.h; NULL: hostel's own */
	bool writable;
	bool file;
};

/* Parts in the order in which they are attached: parents first. */
struct parts {
	size_t count;
	struct part v[PARTS_MAX];
	size_t text_used;
	char text[16384]; /* paths that are put together */
};

/* Everything that the steps of building leave to each other. */
struct build {
	const struct launch *launch;
	const struct policy *policy;
	struct parts sandbox;
	struct parts porch;
	int sandbox_root; /* detached tmpfs, later the root */
	dev_t sandbox_dev;
	int porch_namespace; /* what sessions join */
	int ipc_namespace;   /* the same */
	int user_namespace;  /* of the room's own root, or -1 */
	int net_namespace;   /* the same, or -1 if the network is the host's */
	int proc;            /* the sandbox's procfs, one of its parts: as long as it is not attached */
	int scratch;         /* the tmpfs of own_scratch(), until own_coarse() */
	struct coarse coarse;
	bool var_tmp;          /* /var/tmp is a directory of the home: none in memory */
	char note[160];        /* for the host's log: what is otherwise than asked for, or "" */
	struct shown *shown; /* what the host's directories are, as long as its mounts can be seen */
};

/* Add a detached mount. Takes the descriptor in any case. */
int part_add(struct parts *parts, int tree, const char *path, bool file, struct err *e);

/*
 * The last part is a directory or file of the host, by this key or name; what was mounted of it is judged
 * once it is attached: whatever its path led to, and whoever mounted something there meanwhile.
 */
void part_shows(struct parts *parts, const char *key, bool writable);

/* Is there one for this path, without the leading slash, in the sandbox? */
bool part_exists(const struct build *b, const char *path);

/* Add a clone of what is open at `at`, with these restrictions, to sandbox and porch. */
int part_in_both(struct build *b, int at, const char *path, unsigned flags, struct err *e);

/* "%s/%s"-like text that lives as long as the parts; "" and *e set when it is full. */
const char *part_text(struct parts *parts, struct err *e, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
