/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel show --hidden.
 */
#ifndef CLI_COMMAND_SHOW_HIDDEN_H
#define CLI_COMMAND_SHOW_HIDDEN_H

#include "cli/cli.h"

/* Print what of /etc, /var/lib and /var/cache tenants do not see, and why. Returns the exit status. */
int show_hidden(const struct cli *c);

#endif
