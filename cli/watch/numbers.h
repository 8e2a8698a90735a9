/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of each file that was taken from etcd the highest number, and a digest of that value: an older one does
 * not come back. Kept over reboots in a file of root's, a line "NUMBER SHA256 PATH" each; of a file that
 * is no more, too.
 */
#ifndef CLI_WATCH_NUMBERS_H
#define CLI_WATCH_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto.h"
#include "value.h"

struct number {
	char *path;
	int64_t number;
	char digest[DIGEST_SIZE];
	bool seen;     /* etcd has it */
	bool in_force; /* this very text is */
};

struct numbers {
	size_t count, size;
	struct number *v; /* sorted by path */
};

/* The next of such lines. False: it is none. */
struct number_line {
	int64_t number;
	char digest[DIGEST_SIZE], path[VALUE_PATH_SIZE];
};
#define NUMBER_LINE_SIZE 512
bool number_line_read(struct number_line *l, const char **text);

/* From such lines. What is none is left out. */
void numbers_take(struct numbers *n, const char *text);
char *numbers_text(const struct numbers *n); /* malloc'ed */
void numbers_free(struct numbers *n);

struct number *numbers_find(const struct numbers *n, const char *path);
struct number *numbers_set(struct numbers *n, const char *path, int64_t number, const char *digest);
void numbers_drop(struct numbers *n, const char *path);

/* Is the file of the set in force, opened as a directory, these very bytes? */
bool number_is_in_force(const struct number *n, int set);

#endif
