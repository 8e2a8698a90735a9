/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ending what runs of a tenant, as a step of something else.
 */
#ifndef CLI_COMMAND_TENANT_END_H
#define CLI_COMMAND_TENANT_END_H

#include "cli/deed.h"
#include "host/account.h"

/* 0, or an exit status after saying why not. No step where nothing runs. */
int end_sandboxes(struct deed *d, const struct account *a);

/* Has the tenant a sandbox that lives, or a login program on its porch? 1, 0, or -1 after saying why that
 * is unknown. */
int end_needed(const struct account *a);

#endif
