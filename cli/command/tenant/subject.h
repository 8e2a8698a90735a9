/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tenant that a verb is about: the account, and the file of their own.
 */
#ifndef CLI_COMMAND_TENANT_SUBJECT_H
#define CLI_COMMAND_TENANT_SUBJECT_H

#include "cli/deed.h"
#include "cli/half_made.h"
#include "host/account.h"
#include "host/tenant.h"

struct subject {
	bool found; /* there is an account */
	struct account account;
	enum tenant_mark mark; /* of it */
	char *path;	       /* tenants/NAME.ini */
	char *text;	       /* NULL: there is none */
	enum half_made half;
};

/* 0, or an exit status after saying why not. subject_free() in either case. */
int subject_read(struct subject *s, const struct deed *d);

/* The same for a tenant that is there whole: EXIT_NO_SUCH, or EXIT_GUARD for one that add or remove left.
 */
int subject_read_tenant(struct subject *s, const struct deed *d);

void subject_free(struct subject *s);

/* The group of [host] tenants that makes an account a tenant, malloc'ed; NULL if none does. 0 or an exit
 * status. */
int subject_group(int config, char **group);

/* EXIT_NO_SUCH (said) if there is no plan of this name, or it cannot be one. */
int subject_plan_exists(int config, const char *plan);

#endif
