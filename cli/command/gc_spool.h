/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: what crontab(1) left in its spool.
 */
#ifndef CLI_COMMAND_GC_SPOOL_H
#define CLI_COMMAND_GC_SPOOL_H

#include "gc_tools.h"

void gc_spool(struct gc *g);

#endif
