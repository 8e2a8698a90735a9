/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The distribution's own tools, useradd(8) and its like: executed, never by a shell.
 */
#ifndef CLI_TOOL_H
#define CLI_TOOL_H

#include <stddef.h>

/*
 * Run argv[0], found in the directories of the system, with nothing to read and a clean environment; what
 * it says goes to `said`, one line. Bounded: it is killed after a minute. Its exit status, 128 + signal, or
 * -1 with errno.
 */
int tool_run(const char *const *argv, char *said, size_t size);

#endif
