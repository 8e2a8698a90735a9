/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Landlock forbids. Without it in the kernel nothing is done.
 */
#ifndef INIT_LANDLOCK_H
#define INIT_LANDLOCK_H

#include "base/err.h"
#include "policy/policy.h"
#include "talk/launch.h"

/* From here on, for the calling process and its children. 0 or -1 with *e. */
int landlock_restrict(const struct launch *l, const struct policy *p, struct err *e);

/* With the filter loaded: do the policy's ports hold? 0 or -1 with *e. */
int landlock_verify(const struct policy *p, struct err *e);

#endif
