/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is in which group, for who looks at all accounts: the groups are read once, not once an account.
 */
#ifndef CLI_MEMBERSHIPS_H
#define CLI_MEMBERSHIPS_H

#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/account.h"

struct memberships {
	bool whole; /* the host's own files say all: no directory has groups that it does not list */
	size_t group_count, member_count;
	struct memberships_group {
		uint32_t gid;
		char *name;
	} *groups; /* by gid */
	struct memberships_member {
		char *user;
		size_t number; /* in which order they were listed */
		uint32_t gid;
	} *members; /* by user */
};

/* nsswitch.conf(5) and getgrent(3). */
void memberships_read(struct memberships *m);
void memberships_free(struct memberships *m);

/* As account_of(), which is asked where the groups that were read do not tell: 1, or -1 with *e. */
int memberships_account(const struct memberships *m, const struct passwd *entry, struct account *a,
	struct err *e);

/* Are all services of this text of nsswitch.conf's that say something of groups the host's own files? */
bool memberships_are_local(const char *nsswitch);

#endif
