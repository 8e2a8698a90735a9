/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that change what is behind a complaint.
 */
#ifndef CLI_EXPLAIN_REMEDY_H
#define CLI_EXPLAIN_REMEDY_H

#include "answer.h"

/* Put the commands for the cause into the answer; none where there is none to be had. */
void remedy_find(const struct facts *f, const struct complaint *c, enum remedy remedy, const char *value,
	struct answer *a);

/* Is the item one of the list's, as a file has it: "a, b"? */
bool remedy_lists(const char *list, const char *item);

/* KEY=VALUE as one word of a shell. */
void remedy_quote(char *to, size_t size, const char *key, const char *value);

#endif
