/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [filesystem] proc_view = lxcfs.
 */
#ifndef PAM_MODULE_LXCFS_H
#define PAM_MODULE_LXCFS_H

#include "base/err.h"
#include "login.h"

/* *path, malloc'ed: where it is mounted, or "" where a tenant sees the host's /proc. 0 or -1 with *e. */
int lxcfs_find(const struct login *l, char **path, struct err *e);

#endif
