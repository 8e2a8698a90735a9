/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is a tenant. Doubt refuses; root and the system's accounts are never ours.
 */
#include "login.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/wait.h"
#include "host/config_dir.h"
#include "host/tenant.h"
#include "image/store.h"
#include "policy/defaults.h"
#include "policy/load.h"
#include "policy/print.h"

#define SHARE_MILLISECONDS 3000

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
	if (tenant_check_uid(&l->account, &l->policy, e) < 0)
		return LOGIN_REFUSED;
	tenant_settle_suspension(&l->policy);
	return image_of_policy(&l->policy, &l->image, e) < 0 ? LOGIN_REFUSED : LOGIN_TENANT;
}

enum login_kind login_find(struct login *l, const char *name, const char *config, struct err *e)
{
	struct err config_error = ERR_NONE;
	struct policy_reader reader;
	int AUTO_CLOSE directory = -1;
	int n;

	l->config = config;
	policy_files_begin(&l->files);
	n = account_find(name, &l->account, e);
	if (n < 0)
		return LOGIN_REFUSED;
	if (!n || (account_is_system(l->account.uid) && !l->account.foreign))
		return LOGIN_OTHER;
	directory = config_directory(config, &config_error);
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
	reader = policy_files_reader(&l->files, &directory);
	return tenant_check_account(&l->account, e) < 0 ? LOGIN_REFUSED : load(l, &reader, e);
}

const char *shell_inside(const struct login *l)
{
	if (strcmp(l->policy.shell, "auto"))
		return l->policy.shell;
	return account_has_hostel_shell(&l->account) ? "/bin/bash" : l->account.shell;
}

uint64_t login_deadline(const struct login *l)
{
	return wait_now() + l->policy.timeout * 1000;
}

/* Not 0, which for a socket is no limit. */
unsigned login_left(const struct login *l)
{
	uint64_t t = wait_now();

	return t < l->deadline ? (unsigned)(l->deadline - t) : 1;
}

unsigned login_share(const struct login *l)
{
	const unsigned left = login_left(l), third = (unsigned)l->policy.timeout * 1000 / 3;
	const unsigned most = third < SHARE_MILLISECONDS ? third : SHARE_MILLISECONDS;

	return left < most ? left : most;
}

void login_free(struct login *l)
{
	account_free(&l->account);
	policy_free(&l->policy);
}
