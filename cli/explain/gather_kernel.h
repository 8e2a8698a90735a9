/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel says of a tenant: cgroup, limits of processes, namespaces, file systems.
 */
#ifndef CLI_EXPLAIN_GATHER_KERNEL_H
#define CLI_EXPLAIN_GATHER_KERNEL_H

#include "cli/live.h"
#include "facts.h"
#include "host/account.h"

/* Of the living sandbox, f->pid. */
void gather_kernel(struct facts *f, const struct live_tenant *t);

/* How full file systems are, and what a path is on the host: by a helper, for three seconds at most. */
void gather_files(struct facts *f, const struct account *a, const char *path);

#endif
