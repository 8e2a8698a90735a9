/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one file of the host says, and shall say.
 */
#ifndef CLI_SETUP_CHANGE_H
#define CLI_SETUP_CHANGE_H

#include <stddef.h>

#include "base/err.h"

struct change {
	char *path;   /* absolute */
	char *before; /* NULL: it is not there */
	char *after;  /* NULL: it shall not be there */
};

struct changes {
	struct change *v;
	size_t count;
};

/* A regular file of up to 1 MiB of text: 1 with *text malloc'ed, 0 if there is none, -1 with *e. A
 * link is an error. */
int change_read(const char *path, char **text, struct err *e);

/* Both texts are copied. One that changes nothing is not taken up. */
void changes_add(struct changes *c, const char *path, const char *before, const char *after);
void changes_free(struct changes *c);

/* What shall be in the file, or NULL if it is not among the changes. */
const struct change *changes_find(const struct changes *c, const char *path);

/* The unified diff of diff(1), on standard output. */
void change_print(const struct change *c);

/*
 * Make it so: written whole beside the file, with its owner, mode, ACL and label, synced, and
 * renamed over it. 0, or -1 with *e and nothing changed: EBUSY if the file is not any more what it
 * was when it was read.
 */
int change_make(const struct change *c, struct err *e);

/* Make it as it was. */
int change_undo(const struct change *c, struct err *e);

/* Remove what change_make(), killed, left beside the file. */
void change_sweep(const char *path);

#endif
