/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: cgroups of owners.
 */
#ifndef CLI_GC_OWNERS_H
#define CLI_GC_OWNERS_H

#include "gc_tools.h"

/* "BASE/NAME~owner" of each that there is, malloc'ed, and so is the list. How many. */
size_t gc_owners(const struct gc *g, char ***bases);
void gc_owners_free(char **bases, size_t count);

/* Remove those that nobody is in. A login that is about to be makes its owner's anew: lib/cgroup/make.c. */
void gc_empty_owners(struct gc *g);

#endif
