/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subcommands, for the table of main.c.
 */
#ifndef CLI_COMMAND_COMMAND_H
#define CLI_COMMAND_COMMAND_H

#include "cli/cli.h"

int cmd_apply(const struct cli *c, int count, char **operands);
int cmd_check(const struct cli *c, int count, char **operands);
int cmd_show(const struct cli *c, int count, char **operands);
int cmd_explain(const struct cli *c, int count, char **operands);
int cmd_ps(const struct cli *c, int count, char **operands);
int cmd_top(const struct cli *c, int count, char **operands);
int cmd_enter(const struct cli *c, int count, char **operands);
int cmd_run(const struct cli *c, int count, char **operands);
int cmd_kill(const struct cli *c, int count, char **operands);
int cmd_gc(const struct cli *c, int count, char **operands);
int cmd_events(const struct cli *c, int count, char **operands);
int cmd_usage(const struct cli *c, int count, char **operands);
int cmd_faults(const struct cli *c, int count, char **operands);
int cmd_sample(const struct cli *c, int count, char **operands);
int cmd_metrics(const struct cli *c, int count, char **operands);
int cmd_reload(const struct cli *c, int count, char **operands);
int cmd_drain(const struct cli *c, int count, char **operands);
int cmd_diff(const struct cli *c, int count, char **operands);
int cmd_commit(const struct cli *c, int count, char **operands);
int cmd_keys(const struct cli *c, int count, char **operands);
int cmd_doctor(const struct cli *c, int count, char **operands);
int cmd_me(const struct cli *c, int count, char **operands);
int cmd_setup(const struct cli *c, int count, char **operands);

/* What hostel doctor warns of or fails for, and nothing else. */
void doctor_left(const struct cli *c);

#endif
