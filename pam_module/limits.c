/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits beside those that a sandbox is born with: changed since, of the file system, of the login
 * program. In helper processes: a dead file system must not hold a login, the tenant's ids must not
 * be the login program's, and moving a process takes the kernel milliseconds.
 */
#include "limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "helper.h"
#include "host/charge.h"
#include "host/limits.h"
#include "host/quota.h"
#include "host/record.h"

#define BACK_MILLISECONDS 3000 /* the login has been refused, perhaps because its time was over */

enum change_kind { CHANGE_FRESH, CHANGE_FOLLOW, CHANGE_BACK };

/* In memory that the helper shares. */
struct change {
	enum change_kind kind;
	const struct login *login;
	const char *base; /* CHANGE_FRESH: below which the tenant's cgroup is */
	int tenant;
	const struct record *record;
	int result;
	struct record changed;
	struct cgroup_warnings warnings;
	struct err error;
};

static void run_change(const void *data)
{
	struct change *c = *(struct change *const *)data;
	const struct login *l = c->login;

	/* Should the home's file system never answer, neither the lock nor the session stays with us. */
	if (dup2(c->tenant, 0) < 0 || close_range(1, ~0U, 0) < 0)
		return;
	c->tenant = 0;
	switch (c->kind) {
	case CHANGE_FRESH:
		c->result = limits_write(c->base, c->tenant, &l->account, &l->policy,
			&c->warnings, &c->error);
		break;
	case CHANGE_FOLLOW:
		c->changed = *c->record;
		c->result = limits_update(c->tenant, &c->changed, &l->account, &l->policy, &c->warnings,
			&c->error);
		break;
	case CHANGE_BACK:
		c->changed = *c->record;
		c->result = limits_put_back(c->tenant, &c->changed, &l->account, &c->error);
		break;
	}
}

/* `base`: of CHANGE_FRESH, else NULL. `r`: of the others. */
static int change(enum change_kind kind, const struct login *l, int tenant, struct record *r,
	const char *base, struct err *e)
{
	struct change *c = mmap(NULL, sizeof(*c), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	int result;

	if (c == MAP_FAILED)
		return err_set(e, ENOMEM, "limits of %s", l->account.name);
	*c = (struct change){
		.kind = kind, .login = l, .base = base, .tenant = tenant, .record = r, .result = 1};
	helper_run(0, kind == CHANGE_BACK ? BACK_MILLISECONDS : login_left(l), run_change, &c);
	result = c->result;
	if (result == 0 && kind == CHANGE_FOLLOW)
		*r = c->changed;
	if (l->warnings && c->warnings.count && kind != CHANGE_BACK)
		*l->warnings = c->warnings;
	if (result > 0)
		result = err_rule(e, ETIMEDOUT, "the limits of %s cannot be set: the kernel does not answer",
			l->account.name);
	else if (result < 0)
		*e = c->error;
	munmap(c, sizeof(*c));
	return result;
}

int limits_make(struct build *b, struct err *e)
{
	const struct login *l = b->login;

	if (!l->policy.charge_login && !quota_asked(&l->policy) && !quota_marked(b->tenant))
		return 0;
	return change(CHANGE_FRESH, l, b->tenant, NULL, b->base, e);
}

int limits_follow(const struct login *l, int tenant, struct record *r, struct err *e)
{
	return r->limits == l->fitting.limits ? 0 : change(CHANGE_FOLLOW, l, tenant, r, NULL, e);
}

void limits_go_back(const struct login *l, int tenant, struct record *r)
{
	struct err ignored = ERR_NONE; /* the record says that it is not known what is in force */

	if (r->number)
		change(CHANGE_BACK, l, tenant, r, NULL, &ignored);
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

	if (l->policy.charge_login && helper_leave(run_charge, &c) < 0) {
		struct err e = ERR_NONE;

		err_set(&e, errno, "clone3");
		fail(data, &e);
	}
}
