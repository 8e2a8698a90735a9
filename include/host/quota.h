/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [filesystem] disk and inodes: the quota of the file system that holds a tenant's home directory.
 */
#ifndef HOSTEL_QUOTA_H
#define HOSTEL_QUOTA_H

#include "base/err.h"
#include "host/account.h"
#include "policy/policy.h"

#define QUOTA_DISK 1U
#define QUOTA_INODES 2U

/* Which of them the policy limits. */
unsigned int quota_asked(const struct policy *p);

/* Which of them hostel has set since boot, as t/UID/quota says. */
unsigned int quota_marked(int tenant);

/*
 * Set what the policy limits, and take back what is marked and not limited any more: of the project
 * that the home directory belongs to, else of the tenant's uid. What was never set is not touched.
 * 0, or -1 with *e (EOPNOTSUPP: the file system keeps no such quota).
 *
 * The home directory is looked up with the tenant's ids: root's rights, and a process of its own,
 * whose groups are the tenant's afterwards.
 */
int quota_apply(int tenant, const struct account *a, const struct policy *p, struct err *e);

/* Nothing is set: -1 with EOPNOTSUPP in *e if quota_apply() would be refused by the file system. As above. */
int quota_possible(const struct account *a, struct err *e);

/* What the kernel has of it, of limits that anybody set; a limit of 0 is none. */
struct quota_use {
	uint64_t bytes, bytes_limit, inodes, inodes_limit;
};

/* 0, or -1 with *e. As above: root's rights, and a process of its own. */
int quota_read(const struct account *a, struct quota_use *u, struct err *e);

#endif
