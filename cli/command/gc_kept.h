/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: rooms that are kept, where memory is short.
 */
#ifndef CLI_COMMAND_GC_KEPT_H
#define CLI_COMMAND_GC_KEPT_H

#include "gc_tools.h"

void gc_kept(struct gc *g);

#endif
