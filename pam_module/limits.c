/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits beside those that a sandbox is born with: changed since, of the file system, of the login
 * program. In helper processes: a dead file system must not hold a login, the tenant's ids must not
 * be the login program's, and moving a process takes the kernel milliseconds.
 */
#include "limits.h"

#include <errno.h>

#include "host/charge.h"
#include "host/limits_change.h"
#include "host/quota.h"
#include "host/record.h"
#include "on_host.h"

#define BACK_MILLISECONDS 3000 /* the login has been refused, perhaps because its time was over */

/* `base`: of LIMITS_FRESH, else NULL. `r`: of the others. */
static int change(enum limits_how how, const struct login *l, int tenant, struct record *r, const char *base,
	struct err *e)
{
	struct limits_change c = {.how = how, .tenant = tenant, .record = r, .base = base,
		.account = &l->account, .policy = &l->policy,
		.milliseconds = how == LIMITS_BACK ? BACK_MILLISECONDS : login_left(l)};
	const int result = limits_change(&c, e);

	if (l->warnings && c.warnings.count && how != LIMITS_BACK)
		*l->warnings = c.warnings;
	return result;
}

int limits_make(struct build *b, struct err *e)
{
	const struct login *l = b->login;

	if (!l->policy.charge_login && !quota_asked(&l->policy) && !quota_marked(b->tenant))
		return 0;
	return change(LIMITS_FRESH, l, b->tenant, NULL, b->base, e);
}

int limits_follow(const struct login *l, int tenant, struct record *r, struct err *e)
{
	return r->limits == l->fitting.limits ? 0 : change(LIMITS_FOLLOW, l, tenant, r, NULL, e);
}

void limits_go_back(const struct login *l, int tenant, struct record *r)
{
	struct err ignored = ERR_NONE; /* the record says that it is not known what is in force */

	if (r->number)
		change(LIMITS_BACK, l, tenant, r, NULL, &ignored);
}

/* --- login programs -------------------------------------------------------------------------------- */

struct charge {
	const struct login *login;
	const struct record *record;
	void (*fail)(void *data, const struct err *e);
	void *data;
};

static void run_charge(const void *data)
{
	const struct charge *c = data;
	struct err e = ERR_NONE;

	if (charge_porch(c->record, &c->login->policy, &e) < 0)
		c->fail(c->data, &e);
}

void limits_charge(const struct login *l, const struct record *r,
	void (*fail)(void *data, const struct err *e), void *data)
{
	const struct charge c = {l, r, fail, data};

	if (l->policy.charge_login && on_host_leave(run_charge, &c) < 0) {
		struct err e = ERR_NONE;

		err_set(&e, errno, "clone3");
		fail(data, &e);
	}
}
