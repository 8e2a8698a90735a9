/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel setup --undo, in a file of its own.
 */
#ifndef CLI_COMMAND_SETUP_UNDO_H
#define CLI_COMMAND_SETUP_UNDO_H

#include "cli/cli.h"
#include "cli/setup/report.h"

/* Take out of the host what hostel setup wrote. An exit status. */
int setup_undo(const struct cli *c, struct report *r);

#endif
