/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What PID 1 gives up for itself and so for all its children.
 */
#ifndef INIT_SEAL_H
#define INIT_SEAL_H

#include "base/err.h"
#include "policy/policy.h"
#include "talk/launch.h"

/*
 * Bounding set, no_new_privs, Landlock, the AppArmor profile and the system call filter: once, in PID 1, so
 * that every child has them from birth. 0 or -1 with *e.
 */
int seal_init(const struct launch *l, const struct policy *p, struct err *e);

#endif
