/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion of the command line in bash and zsh.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "options.h"

/* The verbs of a command that has some, each named as "tenant add"; NULL for all others. */
typedef const struct command *completion_verbs(const struct command *c);

/*
 * Print the script for a shell, made of this table, which ends with a row without a name, as those of verbs
 * do. `verbs` NULL: no command has any. -1: no such shell, nothing is printed.
 */
int completion_print(const char *shell, const struct command *table, completion_verbs *verbs);

#endif
