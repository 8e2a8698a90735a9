/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel plan: its verbs, for the table of verbs.c.
 */
#ifndef CLI_COMMAND_PLAN_PLAN_H
#define CLI_COMMAND_PLAN_PLAN_H

#include "cli/options.h"

extern const struct command plan_verbs[];

int plan_list(const struct cli *c, int count, char **operands);
int plan_show(const struct cli *c, int count, char **operands);
int plan_set(const struct cli *c, int count, char **operands);
int plan_unset(const struct cli *c, int count, char **operands);
int plan_add(const struct cli *c, int count, char **operands);
int plan_rename(const struct cli *c, int count, char **operands);
int plan_remove(const struct cli *c, int count, char **operands);

#endif
