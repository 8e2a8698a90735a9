/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits of the host that are lower than a policy's: of the two the lower one holds (init/spawn.c).
 */
#ifndef CLI_HOST_LIMITS_H
#define CLI_HOST_LIMITS_H

#include "base/rlimits.h"
#include "host/account.h"
#include "policy/policy.h"

#define HOST_LIMIT_WHERE 128

/* What pam_limits(8) gives an account, and sshd's own; of each the lower one. */
struct host_limits {
	struct rlimits limits;
	char where[RLIMITS_COUNT][HOST_LIMIT_WHERE]; /* "/.../limits.conf:3"; "": nothing limits it */
};

/* What cannot be read limits nothing. */
void host_limits_of(struct host_limits *h, const struct account *a);

/* Is the host's soft or hard one of `n` below the policy's? *holds: the lower ones, as a policy has them. */
bool host_limits_lower(const struct host_limits *h, const struct policy *p, int n,
	struct ulimit_pair *holds);

#endif
