/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion of the command line in bash and zsh.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "options.h"

/* Print the script for a shell, made of this table of subcommands. -1: no such shell, nothing is printed. */
int completion_print(const char *shell, const struct command *commands, size_t count);

#endif
