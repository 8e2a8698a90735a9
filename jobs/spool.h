/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tenant's own spool directories, which only the tenant can read or write: nothing in them is trusted.
 */
#ifndef JOBS_SPOOL_H
#define JOBS_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A crontab or job. `there` is false of one that does not exist, which is no error. */
struct text {
	bool there;
	char *data; /* malloc'ed, NUL-terminated */
	size_t length;
};

#define TEXT_NONE ((struct text){0})

void text_free(struct text *t);

/* Make *to the same, and *from nothing. */
void text_move(struct text *to, struct text *from);
bool text_same(const struct text *a, const struct text *b);

/*
 * Read the file `name` of the tenant's directory `dir`: a regular file of theirs, with one name, of a bounded
 * size; never a link, nor what could make its reader wait. 0; or -1 with errno: EBADF what it is, EFBIG.
 */
int spool_read(int dir, const char *name, struct text *t);

/* Put it there as a whole, with this mode. 0 or -1 with errno. */
int spool_write(int dir, const char *name, const char *data, size_t length, mode_t mode);

/* Change the mode of such a file. 0 or -1 with errno. */
int spool_mode(int dir, const char *name, mode_t mode);

/* Remove the file. 0 also if there was none, or -1 with errno. */
int spool_remove(int dir, const char *name);

#endif
