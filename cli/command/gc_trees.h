/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: trees that sandboxes are built on.
 */
#ifndef CLI_COMMAND_GC_TREES_H
#define CLI_COMMAND_GC_TREES_H

#include "gc_tools.h"

/* Trees that all share. */
void gc_trees(struct gc *g);

/* Those of a tenant with a living sandbox, their lock held. */
void gc_own_trees(struct gc *g, uint32_t uid, int tenant, const char *where);

#endif
