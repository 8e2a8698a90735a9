/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values that are not taken, by their key, each with why.
 */
#ifndef CLI_WATCH_REFUSED_H
#define CLI_WATCH_REFUSED_H

#include <stddef.h>
#include <stdio.h>

struct refused {
	size_t count;
	struct refusal {
		char *key, *why;
	} * v;
};

/* `why` is for this key from now on; NULL: it is taken. */
void refused_set(struct refused *r, const char *key, const char *why);
void refused_clear(struct refused *r);

/* Lines "KEY: WHY" of the first of them. */
void refused_print(const struct refused *r, FILE *f, size_t most);

#endif
