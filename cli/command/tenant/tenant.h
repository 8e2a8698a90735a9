/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant: its verbs, for the table of verbs.c.
 */
#ifndef CLI_COMMAND_TENANT_TENANT_H
#define CLI_COMMAND_TENANT_TENANT_H

#include "cli/options.h"

extern const struct command tenant_verbs[];

int tenant_add(const struct cli *c, int count, char **operands);
int tenant_adopt(const struct cli *c, int count, char **operands);
int tenant_list(const struct cli *c, int count, char **operands);
int tenant_set(const struct cli *c, int count, char **operands);
int tenant_unset(const struct cli *c, int count, char **operands);
int tenant_suspend(const struct cli *c, int count, char **operands);
int tenant_resume(const struct cli *c, int count, char **operands);
int tenant_remove(const struct cli *c, int count, char **operands);
int tenant_rename(const struct cli *c, int count, char **operands);
int tenant_apply(const struct cli *c, int count, char **operands);

#endif
