/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is told when a tenant comes near a limit or runs into it: the hooks, once in [host] notify_every for
 * each limit of each tenant.
 */
#ifndef CLI_NOTIFY_H
#define CLI_NOTIFY_H

#include "cli.h"

/* Behind a look. 0, or an exit status after saying what failed. */
int notify_all(const struct cli *c);

#endif
