/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: cgroups of imports.
 */
#ifndef CLI_COMMAND_GC_IMPORTS_H
#define CLI_COMMAND_GC_IMPORTS_H

#include "gc_tools.h"

/* Remove those of imports that have ended without doing it. */
void gc_imports(struct gc *g);

#endif
