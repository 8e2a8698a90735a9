/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs of hostel sync, for the table of verbs.c.
 */
#ifndef CLI_COMMAND_SYNC_SYNC_H
#define CLI_COMMAND_SYNC_SYNC_H

#include "cli/options.h"

int sync_now(const struct cli *c, int count, char **operands);
int sync_status(const struct cli *c, int count, char **operands);

extern const struct command sync_verbs[];

#endif
