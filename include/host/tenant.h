/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this account a tenant, and can it be one? The same answer for the module and the command.
 */
#ifndef HOSTEL_TENANT_H
#define HOSTEL_TENANT_H

#include <stdbool.h>

#include "base/err.h"
#include "host/account.h"
#include "policy/problems.h"

enum tenant_mark {
	TENANT_NOT,      /* none of our business */
	TENANT_SHELL,    /* the login shell is hostel-shell */
	TENANT_FILE,     /* there is a policy file of its name, readable or not */
	TENANT_SELECTED, /* a selector of hostel.ini names it */
	TENANT_UNCLEAR   /* hostel.ini or its groups cannot be read, no admin: refuse it */
};

/*
 * What makes the account a tenant, the first of these that holds. `config` is the configuration
 * directory, or -1 if it cannot be opened. TENANT_UNCLEAR adds problems. Admins (see
 * account_is_admin()) are TENANT_NOT where it would be unclear.
 */
enum tenant_mark tenant_mark(const struct account *a, int config, struct problems *ps);

/*
 * A suspension that has come to its end, [tenant] suspended_until, is none: p->suspended becomes 0. On a host
 * that [tenant] hosts does not name the tenant is suspended, for that reason. For whoever asks what holds
 * now. The day is the host's, localtime(3); so is the name, uname(2).
 */
void tenant_settle_suspension(struct policy *p);

/* Does [tenant] hosts name other hosts only? */
bool tenant_is_elsewhere(const struct policy *p);

/* Name, home, shell and groups that a sandbox can be made for. 0, or -1 with *e. */
int tenant_check_account(const struct account *a, struct err *e);

/* Is the uid none that hostel gives away by this policy? 0, or -1 with *e. */
int tenant_check_uid(const struct account *a, const struct policy *p, struct err *e);

#endif
