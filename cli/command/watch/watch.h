/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs of hostel watch, for the table of verbs.c.
 */
#ifndef CLI_COMMAND_WATCH_WATCH_H
#define CLI_COMMAND_WATCH_WATCH_H

#include "cli/options.h"

int watch_run(const struct cli *c, int count, char **operands);
int watch_status(const struct cli *c, int count, char **operands);
int watch_sign(const struct cli *c, int count, char **operands);

extern const struct command watch_verbs[];

#endif
