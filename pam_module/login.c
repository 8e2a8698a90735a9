/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is a tenant, and may he come in now. Doubt refuses; root and system accounts are never ours.
 */
#include "login.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "events.h"
#include "host/config_dir.h"
#include "host/drain.h"
#include "host/process.h"
#include "host/rate.h"
#include "host/state.h"
#include "host/tenant.h"
#include "lsm.h"
#include "policy/defaults.h"
#include "policy/load.h"
#include "policy/print.h"
#include "sandbox.h"
#include "service.h"

static enum login_kind load(struct login *l, const struct policy_reader *reader, struct err *e)
{
	struct policy_who who = account_who(&l->account);
	int n;

	l->problems.count = l->problems.dropped = 0;
	n = policy_load(&l->policy, reader, &who, &l->problems);
	if (n || fitting_of(&l->fitting, &l->policy, &l->account)) {
		err_rule(e, n ? n : ENOMEM, "tenant %s has no valid policy", l->account.name);
		return LOGIN_REFUSED;
	}
	return LOGIN_TENANT;
}

enum login_kind login_find(struct login *l, const char *name, const char *config, struct err *e)
{
	struct err config_error = ERR_NONE;
	struct policy_reader reader;
	int AUTO_CLOSE directory = -1;
	int n;

	stamps_begin(&l->stamps);
	n = account_find(name, &l->account, e);

	if (n < 0)
		return LOGIN_REFUSED;
	if (!n || account_is_system(l->account.uid))
		return LOGIN_OTHER;
	directory = trusted_directory(config, &config_error);
	switch (tenant_mark(&l->account, directory, &l->problems)) {
	case TENANT_NOT:
		return LOGIN_OTHER;
	case TENANT_UNCLEAR:
		err_rule(e, EINVAL, "nobody can tell whether %s is a tenant (%s/hostel.ini, its groups)",
			l->account.name, config);
		return LOGIN_REFUSED;
	default:
		break;
	}
	if (directory < 0) {
		*e = config_error;
		return LOGIN_REFUSED;
	}
	reader = stamps_reader(&l->stamps, &directory);
	return tenant_check_account(&l->account, e) < 0 ? LOGIN_REFUSED : load(l, &reader, e);
}

static bool service_listed(const struct login *l)
{
	for (size_t i = 0; i < l->policy.services.count; i++)
		if (!strcmp(l->policy.services.items[i], l->service))
			return true;
	return false;
}

int login_permitted(const struct login *l, const char **sentence, struct err *e)
{
	*sentence = "This account cannot be used at the moment.";
	if (geteuid() != 0)
		return err_rule(e, EPERM, "the login program %s does not run as root", l->service);
	if (process_threads() != 1)
		return err_rule(e, EPERM,
			"the login program %s has threads: it cannot join a mount namespace", l->service);
	if (l->policy.suspended) {
		*sentence = "This account is suspended.";
		return err_rule(e, EACCES, "tenant %s is suspended (%s:%u)", l->account.name,
			l->policy.origin[FIELD_suspended].file,
			l->policy.origin[FIELD_suspended].line);
	}
	/* A manager of the tenant's would run on the host, whatever a policy says. */
	if (service_is(l->service, SERVICE_MANAGER) || !service_listed(l)) {
		*sentence = "This account cannot be used in this way.";
		return err_rule(e, EACCES, "service %s is not in [session] services of tenant %s",
			l->service, l->account.name);
	}
	return 0;
}

int login_undrained(const struct login *l, char sentence[LOGIN_SENTENCE_SIZE], struct err *e)
{
	char message[DRAIN_MESSAGE_SIZE];

	if (!strcmp(l->service, "hostel") || !drain_is_on(message))
		return 0;
	snprintf(sentence, LOGIN_SENTENCE_SIZE, "%s", message);
	return err_rule(e, EHOSTDOWN, "hostel drain: %s", message);
}

int login_confinable(const struct login *l, struct err *e)
{
	char text[32];
	struct lsm lsm;

	if (fd_get(AT_FDCWD, "/proc/sys/user/max_user_namespaces", text, sizeof(text)) > 0 &&
	    !strcmp(text, "0"))
		return err_rule(e, ENOSPC, "user.max_user_namespaces = 0 forbids every sandbox: "
			"raise it with sysctl(8)");
	return lsm_resolve(&l->policy, &lsm, e);
}

int login_count(const struct login *l, char sentence[LOGIN_SENTENCE_SIZE], struct err *e)
{
	const struct origin *o = &l->policy.origin[FIELD_login_rate];
	int AUTO_CLOSE state = -1, AUTO_CLOSE tenant = -1;
	char rule[40];
	uint64_t wait = 0;

	if (l->policy.login_rate == VALUE_MAX || service_is(l->service, SERVICE_BY_ROOT))
		return 0;
	snprintf(sentence, LOGIN_SENTENCE_SIZE, "This account cannot be used at the moment.");
	state = state_open(e);
	tenant = state < 0 ? -1 : state_tenant(state, l->account.uid, e);
	if (tenant < 0 || rate_login(tenant, l->policy.login_rate, &wait, e) == 0)
		return tenant < 0 ? -1 : 0;
	if (e->code != EAGAIN)
		return -1;
	policy_print_field(&l->policy, FIELD_login_rate, rule, sizeof(rule));
	snprintf(sentence, LOGIN_SENTENCE_SIZE, "Too many logins: try again in %llu s.",
		(unsigned long long)(wait + 999) / 1000);
	return err_rule(e, EAGAIN, "[session] login_rate = %s (%s:%u) of tenant %s: wait of %llu ms", rule,
		o->file, o->line, l->account.name, (unsigned long long)wait);
}

int login_judge(const struct login *l, enum login_kind kind, enum refusal *why,
	char sentence[LOGIN_SENTENCE_SIZE], struct err *e)
{
	const char *constant = "This account cannot be used at the moment.";
	int result = -1;

	*sentence = '\0';
	*why = REFUSED_POLICY;
	if (kind == LOGIN_TENANT && login_permitted(l, &constant, e) < 0) {
		*why = refusal_permitted(l, e);
	} else if (kind == LOGIN_TENANT &&
		   (login_undrained(l, sentence, e) < 0 || login_confinable(l, e) < 0)) {
		*why = REFUSED_HOST;
	} else if (kind == LOGIN_TENANT && login_count(l, sentence, e) < 0) {
		*why = e->code == EAGAIN ? REFUSED_LOGIN_RATE : REFUSED_HOST;
	} else if (kind == LOGIN_TENANT) {
		*why = REFUSED_MAX_SESSIONS;
		result = running_has_place(l, &constant, e);
	}
	if (result < 0 && !*sentence)
		snprintf(sentence, LOGIN_SENTENCE_SIZE, "%s", constant);
	return result;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

uint64_t login_deadline(const struct login *l)
{
	return now() + l->policy.timeout * 1000;
}

/* Not 0, which for a socket is no limit. */
unsigned login_left(const struct login *l)
{
	uint64_t t = now();

	return t < l->deadline ? (unsigned)(l->deadline - t) : 1;
}

void login_free(struct login *l)
{
	account_free(&l->account);
	policy_free(&l->policy);
}
