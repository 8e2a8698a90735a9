/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of the host's, without a shell, in a clean environment and with a bound.
 */
#ifndef HOSTEL_TOOL_H
#define HOSTEL_TOOL_H

#include <stdbool.h>
#include <stddef.h>

/* Is it in one of the directories of the PATH that tools are given? */
bool tool_exists(const char *name);

/*
 * Run argv[0], found there or a whole path, for up to so many seconds; what it says on both outputs
 * is put into said[] as far as there is room. Its exit status, 128 and the number of the signal
 * that ended it, or -1 with errno.
 */
int tool_run_for(const char *const argv[], unsigned seconds, char *said, size_t size);

/* The same for up to a minute. */
int tool_run(const char *const argv[], char *said, size_t size);

/* The same, and what it said as one line: "useradd: a;useradd: b". */
int tool_run_line(const char *const argv[], char *said, size_t size);

#endif
