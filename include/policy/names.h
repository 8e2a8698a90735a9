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
 * digits, _ . + @ - $ \, no . or - at the start. useradd(8) is stricter, directories are not: a student's
 * number is one.
 */
bool policy_valid_name(const char *name);

/* Digits alone: as an account's name in a list of names and uids it would be taken for a uid. */
bool policy_is_number(const char *name);

/* The same of a group, which may have spaces in it, @domain users, and is not only digits. */
bool policy_valid_group(const char *name);

#endif
