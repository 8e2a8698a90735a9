/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accounts, for who looks at many: /etc/passwd is read once, not once an account.
 */
#ifndef CLI_ACCOUNTS_H
#define CLI_ACCOUNTS_H

#include <pwd.h>
#include <stddef.h>

#include "host/account.h"

struct accounts {
	size_t count, size;
	struct accounts_entry {
		size_t number; /* in which order they were listed */
		struct passwd entry;
	} *v; /* by name */
};

/* What the name service lists: getpwent(3). */
void accounts_read(struct accounts *all);
void accounts_free(struct accounts *all);

/* As account_find(), which is asked for what was not listed. */
int accounts_find(const struct accounts *all, const char *name, struct account *a, struct err *e);

#endif
