/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits that change, in a process of its own.
 */
#include "host/limits_change.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/charge.h"
#include "host/helper.h"

/* In memory that the helper shares. */
struct shared {
	const struct limits_change *asked;
	int result; /* 1: it came to no end */
	struct record record;
	struct cgroup_warnings warnings;
	struct err error;
};

/* Those who came before the key did are charged as well; the next login tries it again. */
static void charge_porches(struct shared *s, const struct policy *p)
{
	struct cgroup_warnings *w = &s->warnings;
	struct err e = ERR_NONE;

	if (charge_porch(&s->record, p, &e) < 0 && w->count < CGROUP_WARNINGS_MAX)
		snprintf(w->text[w->count++], sizeof(w->text[0]), "%.199s", e.message);
}

static void change(const void *data)
{
	struct shared *s = *(struct shared *const *)data;
	const struct limits_change *c = s->asked;
	int result = -1;

	/* Should the home's file system never answer, neither the lock nor the session stays with us. */
	if (dup2(c->tenant, 0) < 0 || close_range(1, ~0U, 0) < 0)
		return;
	switch (c->how) {
	case LIMITS_FRESH:
		result = limits_write(c->base, 0, c->account, c->policy, &s->warnings, &s->error);
		break;
	case LIMITS_FOLLOW:
		result = limits_update(0, &s->record, c->account, c->policy, &s->warnings, &s->error);
		if (result == 0 && c->porches && c->policy->charge_login)
			charge_porches(s, c->policy);
		break;
	case LIMITS_BACK:
		result = limits_put_back(0, &s->record, c->account, &s->error);
		break;
	}
	s->result = result;
}

int limits_change(struct limits_change *c, struct err *e)
{
	struct shared *s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int result;

	if (s == MAP_FAILED)
		return err_set(e, ENOMEM, "limits of %s", c->account->name);
	*s = (struct shared){.asked = c, .result = 1};
	if (c->record)
		s->record = *c->record;
	helper_run(0, c->milliseconds, change, &s);
	result = s->result;
	c->warnings = s->warnings;
	if (result == 0 && c->how == LIMITS_FOLLOW)
		*c->record = s->record;
	if (result > 0)
		result = err_rule(e, ETIMEDOUT,
			"the limits cannot be set: the kernel or the home's file system does not answer");
	else if (result < 0)
		*e = s->error;
	munmap(s, sizeof(*s));
	return result;
}
