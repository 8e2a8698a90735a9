/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the text of a configuration comes from.
 */
#ifndef HOSTEL_POLICY_READER_H
#define HOSTEL_POLICY_READER_H

#include <stddef.h>

#include "policy/problems.h"

/* Longest accepted input. A file above FILE_SIZE_MAX bytes or a line above LINE_SIZE_MAX is refused. */
#define POLICY_FILE_SIZE_MAX (256 * 1024)
#define POLICY_LINE_SIZE_MAX 1000 /* iniparser's own limit is 1024 with its terminator */

/*
 * Gives the files of one configuration directory. lib/host/config_dir.c reads the real one and checks
 * owner and mode; tests and the fuzzer read from memory.
 *   read  *text is malloc'ed (the caller frees it), *length its size in bytes. Returns 0; ENOENT if
 *         there is no such file (no problem added); another errno if it must not be used, with
 *         problems added that say why.
 */
struct policy_reader {
	int (*read)(void *context, const char *path, char **text, size_t *length,
		struct problems *ps);
	void *context;
};

#endif
