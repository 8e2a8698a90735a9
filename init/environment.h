/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The environment of a tenant's process.
 */
#ifndef INIT_ENVIRONMENT_H
#define INIT_ENVIRONMENT_H

#include <stdbool.h>

#include "policy/policy.h"
#include "talk/launch.h"
#include "talk/protocol_body.h"

/*
 * What the login program handed over and the policy's `environment` list lets through, without what
 * names things of the host, with HOME, USER, LOGNAME, SHELL, PATH and XDG_RUNTIME_DIR set. What a
 * service has passes that list; LISTEN_PID and LISTEN_FDS of this process, if it `listens`. malloc'ed and
 * NULL-terminated; NULL without memory.
 */
char **environment_make(const struct launch *l, const struct policy *p, const struct exec_request *q,
	bool listens);

#endif
