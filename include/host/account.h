/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An account as the host's name service has it.
 */
#ifndef HOSTEL_ACCOUNT_H
#define HOSTEL_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "policy/policy.h"
#include "talk/launch.h"

/* Accounts below are the system's and can never be tenants, nor can 65534 (nobody). login.defs(5). */
#define ACCOUNT_UID_MIN 1000
#define ACCOUNT_UID_NOBODY 65534

struct account {
	char *name;
	uint32_t uid;
	uint32_t gid;
	char *gecos; /* empty if longer than 255 bytes, or with some that passwd(5) has a meaning for */
	char *home;  /* without //, /./ and a slash at its end */
	char *shell; /* /bin/sh where the entry has none */
	size_t group_count; /* the primary group is the first; the system's own accounts: not looked up, 0 */
	uint32_t *groups;
	char **group_names; /* as numbers where the group has no name */
	int groups_error;   /* errno of the first lookup of a group that failed: names are incomplete */
	bool foreign;       /* a directory gives it a uid of the system's, and /etc/passwd does not have it */
};

/*
 * Look an account up by name (getpwnam_r(3), getgrouplist(3)). Returns 1; 0 if there is no such
 * account; -1 with *e. A name service that fails for a group is not an error here (most accounts are
 * no tenants and must not be locked out): see groups_error. Release with account_free().
 */
int account_find(const char *name, struct account *a, struct err *e);

/* The same of an entry that is there already: 1, or -1 with *e. */
struct passwd;
int account_of(const struct passwd *entry, struct account *a, struct err *e);

/*
 * Directories write /home/alice/, //home/alice and /home/./alice for one and the same: the first without its
 * slash, malloc'ed. NULL: no memory.
 */
char *account_clean_home(const char *home);

/* What the entry itself says, without groups: 0, or -1 with *e. */
int account_entry(const struct passwd *entry, struct account *a, struct err *e);

/*
 * Is the account in the group of this name: by its list of groups, or by the group's list of members
 * (the first is silently short where a name service fails). 1, 0, or -1 with errno: nobody can tell.
 * ENODATA: there is no such group, on a host that asks a directory for groups.
 */
int account_in_group(const struct account *a, const char *group);

enum group_place {
	GROUP_NOWHERE,
	GROUP_LOCAL,    /* in /etc/group */
	GROUP_DIRECTORY /* somewhere else, or nobody can tell: one day the answer may be "there is none" */
};
enum group_place account_group_place(const char *group);

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
