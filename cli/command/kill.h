/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ending a tenant's sandboxes and login programs, for other subcommands than kill, too.
 */
#ifndef CLI_KILL_H
#define CLI_KILL_H

#include "base/err.h"
#include "cli/live.h"

/* Ask the sandboxes to end. Returns until when they are given time, for kill_end(): CLOCK_MONOTONIC in ms. */
uint64_t kill_ask(const struct live_tenant *t);

/*
 * End everything, within so many seconds; the tenant's lock is taken meanwhile. With `grace` 0 they are asked
 * first. 0 (or nothing there), -1 with *e.
 */
int kill_end(const struct live_tenant *t, uint64_t grace, unsigned seconds, struct err *e);

#endif
