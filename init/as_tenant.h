/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking up with the tenant's ids (setfsuid(2)): what the tenant may not reach, PID 1 does not show.
 */
#ifndef INIT_AS_TENANT_H
#define INIT_AS_TENANT_H

#include "base/err.h"
#include "talk/launch.h"

/* From here on with the tenant's file ids, and with PID 1's own again. 0, or -1 with errno. */
int as_tenant(const struct launch *l);
int as_root(void);

/* An O_PATH descriptor of a path that the tenant may have a hand in: no symbolic link. -1 with *e. */
int as_tenant_open(const struct launch *l, const char *path, int flags, struct err *e);

/* The same of what a policy can show: a directory or a regular file. */
int as_tenant_open_source(const struct launch *l, const char *path, struct err *e);

#endif
