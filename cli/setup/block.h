/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of ours between two marks, in the text of a file that is somebody else's. Taking them out
 * gives back the text byte for byte. Nothing here knows what the lines mean.
 */
#ifndef CLI_SETUP_BLOCK_H
#define CLI_SETUP_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#define BLOCK_BEGIN "# hostel setup: begin"
#define BLOCK_END "# hostel setup: end"

/* Is a block of ours in the text, whole or not? */
bool block_is_in(const char *text);

/* The text without our blocks, malloc'ed; NULL if a begin has no end or an end no begin. */
char *block_remove(const char *text);

/* The text with a block of these lines, each with its newline, at an offset where a line begins, or
 * at the end. */
char *block_insert(const char *text, size_t at, const char *lines);

#endif
