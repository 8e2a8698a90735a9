/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entering AppArmor profiles and SELinux contexts.
 */
#ifndef INIT_LSM_H
#define INIT_LSM_H

#include "base/err.h"
#include "talk/launch.h"

/* PID 1's own profile. 0, or -1 with *e. */
int lsm_enter(const struct launch *l, struct err *e);

/* In each child: what its program is going to be confined by. 0, or -1 with errno. */
int lsm_on_exec(const struct launch *l);

#endif
