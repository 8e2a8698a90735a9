/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The environment of a tenant's process.
 */
#ifndef INIT_ENVIRONMENT_H
#define INIT_ENVIRONMENT_H

#include "policy/policy.h"
#include "talk/launch.h"
#include "talk/protocol_body.h"

/*
 * What the login program handed over and the policy's `environment` list lets through, without what
 * names things of the host, with HOME, USER, LOGNAME, SHELL, PATH and XDG_RUNTIME_DIR set. malloc'ed
 * and NULL-terminated; NULL without memory.
 */
char **environment_make(const struct launch *l, const struct policy *p, const struct exec_request *q);

#endif
