/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the processes of a tenant have and use: the limits of each, and the most that one of them has.
 */
#ifndef CLI_EXPLAIN_GATHER_PROCESSES_H
#define CLI_EXPLAIN_GATHER_PROCESSES_H

#include "cli/live.h"
#include "facts.h"

/* Those in the sandbox whose PID 1 is f->pid, without that one. */
void gather_processes(struct facts *f, const struct live_tenant *t);

#endif
