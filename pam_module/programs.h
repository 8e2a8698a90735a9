/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of programs on the porch.
 */
#ifndef PAM_MODULE_PROGRAMS_H
#define PAM_MODULE_PROGRAMS_H

#include "build.h"

/* In the survey's helper: their tree, whose name goes into b->survey. 0 or -1 with *e. */
int programs_describe(struct build *b, struct err *e);

/* For scandir(3), not alphasort(3): the order is the same whatever the login program's locale is. */
struct dirent;
int programs_by_name(const struct dirent **a, const struct dirent **b);

#endif
