/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of accounts, groups and plans, and whom [host] tenants names.
 */
#ifndef HOSTEL_POLICY_NAMES_H
#define HOSTEL_POLICY_NAMES_H

#include "policy/policy.h"

#define POLICY_NAME_SIZE_MAX 64

/* Of the cgroup of an owner, NAME~owner: no tenant has a ~. And the most that the path to it may have. */
#define POLICY_OWNER_SUFFIX "~owner"
#define POLICY_CGROUP_SIZE_MAX 255

/* True if a selector of p->tenants names the account. */
bool policy_names(const struct policy *p, const struct policy_who *who);

/*
 * A name that may be part of a path below the configuration directory: 1 to 64 bytes of letters (UTF-8, too),
 * digits, _ . + @ - $ \, no . or - at the start, not only digits.
 * useradd(8) is stricter, directories are not.
 */
bool policy_valid_name(const char *name);

/* The same of a group, which may have spaces in it: @domain users. */
bool policy_valid_group(const char *name);

#endif
