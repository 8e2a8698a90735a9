/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Applying one tenant's policy to the sandboxes that are alive, for other subcommands than reload, too.
 */
#ifndef CLI_COMMAND_RELOAD_H
#define CLI_COMMAND_RELOAD_H

#include "cli/cli.h"
#include "cli/json.h"

/*
 * As hostel reload NAME, or all of them with NULL; without a sandbox nothing is said. With --json *answer
 * becomes a list of what was done, malloc'ed, else NULL. An exit status.
 */
int reload_one(const struct cli *c, const char *name, struct json **answer);

#endif
