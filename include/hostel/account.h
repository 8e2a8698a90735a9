/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An account as the host's name service has it.
 */
#ifndef HOSTEL_ACCOUNT_H
#define HOSTEL_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hostel/err.h"
#include "hostel/launch.h"
#include "hostel/policy.h"

/* Accounts below are the system's and can never be tenants, nor can 65534 (nobody). login.defs(5). */
#define ACCOUNT_UID_MIN 1000
#define ACCOUNT_UID_NOBODY 65534

struct account {
	char name[65];
	uint32_t uid;
	uint32_t gid;
	char *home;
	char *shell;
	size_t group_count; /* the primary group is the first */
	uint32_t groups[LAUNCH_GROUPS_MAX];
	char *group_names[LAUNCH_GROUPS_MAX]; /* as numbers where the group has no name */
};

/*
 * Look an account up by name (getpwnam_r(3), getgrouplist(3)). Returns 1; 0 if there is no such
 * account; -1 with *e (ERANGE: in more than LAUNCH_GROUPS_MAX groups). Release with account_free().
 */
int account_find(const char *name, struct account *a, struct err *e);

void account_free(struct account *a);

/* True for root, system accounts and nobody. */
bool account_is_system(uint32_t uid);

/* True if the login shell is hostel-shell, wherever it is installed. */
bool account_has_hostel_shell(const struct account *a);

/* True for a member of sudo, wheel, admin or root: somebody who can become root anyway. */
bool account_is_admin(const struct account *a);

/* The same as policy_load() wants it; group names point into *a. */
struct policy_who account_who(const struct account *a);

#endif
