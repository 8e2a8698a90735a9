/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is logged in, and who was: utmp, wtmp and lastlog of the host, which are not on the porch.
 */
#ifndef PAM_MODULE_ACCOUNTING_H
#define PAM_MODULE_ACCOUNTING_H

#include <stdbool.h>
#include <lastlog.h>
#include <utmpx.h>

#include "login.h"

/* What the logout has to know of the login, and the tenant may. */
struct accounting {
	struct utmpx entry;
	char *utmp, *wtmp; /* the files, or NULL where nothing was recorded */
	char before[UT_HOSTSIZE + 64]; /* the line of the login before this one, or "" */
};

/*
 * Record a login from outside (sshd, login), in the files that the policy names, as those programs
 * would, with a line name that no other login has. Before the porch is joined: the caller still sees
 * the host's files. What cannot be written is left out: it is no reason to refuse a login.
 */
void accounting_login(struct accounting *a, const struct login *l);

/*
 * Record its end, from wherever the caller stands, without moving it: a helper process takes PID 1's
 * mount namespace. Waits a few seconds at most. Without root's rights nothing is done.
 */
void accounting_logout(struct accounting *a);

/* The same by who is on the host. */
void accounting_write_logout(const struct accounting *a);

/* Is there something to write at the end? */
bool accounting_open(const struct accounting *a);

void accounting_free(struct accounting *a);

#endif
