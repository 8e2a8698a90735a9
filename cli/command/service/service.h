/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs of hostel service, for the table of verbs.c.
 */
#ifndef CLI_COMMAND_SERVICE_SERVICE_H
#define CLI_COMMAND_SERVICE_SERVICE_H

#include "cli/options.h"

int service_list(const struct cli *c, int count, char **operands);
int service_start(const struct cli *c, int count, char **operands);
int service_stop(const struct cli *c, int count, char **operands);
int service_restart(const struct cli *c, int count, char **operands);
int service_status(const struct cli *c, int count, char **operands);
int service_logs(const struct cli *c, int count, char **operands);

extern const struct command service_verbs[];

#endif
