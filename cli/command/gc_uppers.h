/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: what tenants had changed of images.
 */
#ifndef CLI_COMMAND_GC_UPPERS_H
#define CLI_COMMAND_GC_UPPERS_H

#include "gc_tools.h"

void gc_uppers(struct gc *g);

#endif
