/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: what no tenant's is alone.
 */
#ifndef CLI_COMMAND_GC_SHARED_H
#define CLI_COMMAND_GC_SHARED_H

#include "gc_tools.h"

void gc_shared(struct gc *g);

#endif
