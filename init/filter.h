/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system call filter.
 */
#ifndef INIT_FILTER_H
#define INIT_FILTER_H

#include "base/err.h"
#include "policy/policy.h"
#include "talk/launch.h"

/* Load it; the ids of *l are those that are to be had. The last thing that takes away. 0 or -1 with *e. */
int filter_load(const struct launch *l, const struct policy *p, struct err *e);

#endif
