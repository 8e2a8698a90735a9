/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May a tenant log in now. Doubt refuses.
 */
#include "login_rules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/drain.h"
#include "host/process.h"
#include "host/rate.h"
#include "host/state.h"
#include "lsm.h"
#include "policy/print.h"
#include "service.h"

static bool service_listed(const struct login *l)
{
	for (size_t i = 0; i < l->policy.services.count; i++)
		if (!strcmp(l->policy.services.items[i], l->service))
			return true;
	return false;
}

/* "This account is suspended until 2027-03-01: the bill is open." */
static void say_suspended(const struct login *l, struct denial *d)
{
	const char *reason = l->policy.suspended_reason;
	char until[32] = "";

	if (l->policy.suspended_until)
		policy_print_field(&l->policy, FIELD_suspended_until, until, sizeof(until));
	snprintf(d->sentence, sizeof(d->sentence), "This account is suspended%s%s%s%s%s",
		*until ? " until " : "", until, *reason ? ": " : "", reason,
		*reason && strchr(".!?", reason[strlen(reason) - 1]) ? "" : ".");
}

int login_permitted(const struct login *l, struct denial *d)
{
	struct err *e = &d->error;

	d->why = REFUSED_HOST;
	if (geteuid() != 0)
		return err_rule(e, EPERM, "the login program %s does not run as root", l->service);
	if (process_threads() != 1)
		return err_rule(e, EPERM,
			"the login program %s has threads: it cannot join a mount namespace", l->service);
	if (l->policy.suspended) {
		d->why = REFUSED_SUSPENDED;
		say_suspended(l, d);
		return err_rule(e, EACCES, "tenant %s is suspended (%s:%u)", l->account.name,
			l->policy.origin[FIELD_suspended].file,
			l->policy.origin[FIELD_suspended].line);
	}
	/* A manager of the tenant's would run on the host, whatever a policy says. */
	if (service_is(l->service, SERVICE_MANAGER) || !service_listed(l)) {
		d->why = REFUSED_SERVICES;
		strcpy(d->sentence, "This account cannot be used in this way.");
		return err_rule(e, EACCES, "service %s is not in [session] services of tenant %s",
			l->service, l->account.name);
	}
	return 0;
}

int login_undrained(const struct login *l, struct denial *d)
{
	char message[DRAIN_MESSAGE_SIZE];

	if (!strcmp(l->service, "hostel") || !drain_is_on(message))
		return 0;
	snprintf(d->sentence, sizeof(d->sentence), "%s", message);
	return err_rule(&d->error, EHOSTDOWN, "hostel drain: %s", message);
}

int login_confinable(const struct login *l, struct denial *d)
{
	char text[32];
	struct lsm lsm;

	if (fd_get(AT_FDCWD, "/proc/sys/user/max_user_namespaces", text, sizeof(text)) > 0 &&
	    !strcmp(text, "0"))
		return err_rule(&d->error, ENOSPC, "user.max_user_namespaces = 0 forbids every sandbox: "
			"raise it with sysctl(8)");
	return lsm_resolve(&l->policy, &lsm, &d->error);
}

int login_count(const struct login *l, struct denial *d)
{
	const struct origin *o = &l->policy.origin[FIELD_login_rate];
	int AUTO_CLOSE state = -1, AUTO_CLOSE tenant = -1;
	char rule[40];
	struct err *e = &d->error;
	uint64_t wait = 0;

	if (l->policy.login_rate == VALUE_MAX || l->trial || service_is(l->service, SERVICE_BY_ROOT))
		return 0;
	state = state_open(e);
	tenant = state < 0 ? -1 : state_tenant(state, l->account.uid, e);
	if (tenant < 0 || rate_login(tenant, l->policy.login_rate, &wait, e) == 0)
		return tenant < 0 ? -1 : 0;
	if (e->code != EAGAIN)
		return -1;
	policy_print_field(&l->policy, FIELD_login_rate, rule, sizeof(rule));
	d->why = REFUSED_LOGIN_RATE;
	snprintf(d->sentence, sizeof(d->sentence), "Too many logins: try again in %llu s.",
		(unsigned long long)(wait + 999) / 1000);
	return err_rule(e, EAGAIN, "[session] login_rate = %s (%s:%u) of tenant %s: wait of %llu ms", rule,
		o->file, o->line, l->account.name, (unsigned long long)wait);
}
