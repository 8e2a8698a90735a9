/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel check, for other subcommands, too.
 */
#ifndef CLI_COMMAND_CHECK_H
#define CLI_COMMAND_CHECK_H

#include "cli/cli.h"
#include "cli/findings.h"

/* Everything that `hostel check` without arguments finds. */
void check_configuration(const struct cli *cli, struct findings *f);

#endif
