/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ending a tenant's sandboxes and login programs, for other subcommands than kill, too.
 */
#ifndef CLI_KILL_H
#define CLI_KILL_H

#include "hostel/err.h"
#include "live.h"

/* End everything, within so many seconds; his lock is taken meanwhile. 0 (or nothing there), -1 with *e. */
int kill_end(const struct live_tenant *t, unsigned seconds, struct err *e);

#endif
