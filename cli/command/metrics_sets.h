/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel metrics: the set of policies in force, and what brings it.
 */
#ifndef CLI_COMMAND_METRICS_SETS_H
#define CLI_COMMAND_METRICS_SETS_H

#include <stdio.h>

#include "cli/cli.h"

/* Nothing on a host that goes by its own files and has no sync.ini. */
void metrics_sets(FILE *f, const struct cli *c);

#endif
