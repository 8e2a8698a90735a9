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
#include <sys/stat.h>
#include <unistd.h>

#include "hostel/config_dir.h"
#include "hostel/fd.h"
#include "hostel/state.h"

/* A policy file makes its account a tenant, even one that cannot be read. */
static bool has_policy_file(int config, const char *name)
{
	char path[128];
	struct stat st;

	if (!policy_valid_name(name))
		return false;
	snprintf(path, sizeof(path), "tenants/%s.ini", name);
	return fstatat(config, path, &st, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

/* hostel.ini's selectors: 1 yes, 0 no, -1 they cannot be read. */
static int is_selected(struct login *l, const struct policy_reader *reader)
{
	struct policy_who who = account_who(&l->account);
	struct policy host;
	int n = policy_load_host(&host, reader, &l->problems), yes;

	if (n)
		return -1;
	yes = policy_names(&host, &who);
	policy_free(&host);
	return yes;
}

static enum login_kind load(struct login *l, const struct policy_reader *reader, struct err *e)
{
	struct policy_who who = account_who(&l->account);
	int n;

	l->problems.count = l->problems.dropped = 0;
	n = policy_load(&l->policy, reader, &who, &l->problems);
	if (n || policy_encode(&l->policy, &l->policy_bytes, &l->policy_size)) {
		err_rule(e, n ? n : ENOMEM, "tenant %s has no valid policy", l->account.name);
		return LOGIN_REFUSED;
	}
	l->policy_hash = policy_hash(l->policy_bytes, l->policy_size);
	return LOGIN_TENANT;
}

static bool has_control_characters(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

/* An account that a sandbox cannot be made for. */
static int check_account(const struct account *a, struct err *e)
{
	if (!policy_valid_name(a->name))
		return err_rule(e, EINVAL, "%s: not a name that a tenant can have", a->name);
	if (*a->home != '/' || !a->home[1] || has_control_characters(a->home))
		return err_rule(e, EINVAL, "%s: %s cannot be a tenant's home", a->name, a->home);
	if (*a->shell != '/' || has_control_characters(a->shell))
		return err_rule(e, EINVAL, "%s: %s cannot be a tenant's shell", a->name, a->shell);
	for (size_t i = 0; i < a->group_count; i++)
		if (a->groups[i] == 0)
			return err_rule(e, EPERM, "%s: a tenant cannot be in group root", a->name);
	return 0;
}

enum login_kind login_find(struct login *l, const char *name, const char *config, struct err *e)
{
	struct policy_reader reader;
	struct err config_error = ERR_NONE;
	int AUTO_CLOSE directory = -1;
	bool marked;
	int n = account_find(name, &l->account, e);

	if (n < 0)
		return LOGIN_REFUSED;
	if (!n || account_is_system(l->account.uid))
		return LOGIN_OTHER;
	directory = trusted_directory(config, &config_error);
	reader = config_reader(&directory);
	marked = account_has_hostel_shell(&l->account) ||
		 (directory >= 0 && has_policy_file(directory, l->account.name));
	if (!marked) {
		n = directory >= 0 ? is_selected(l, &reader) : -1;
		/* Nobody can tell: whoever could become root anyway is not locked out, others are. */
		if (!n || (n < 0 && account_is_admin(&l->account)))
			return LOGIN_OTHER;
	}
	if (directory < 0) {
		*e = config_error;
		return LOGIN_REFUSED;
	}
	if (n < 0 && !marked) {
		err_rule(e, EINVAL, "%s/hostel.ini does not tell whether %s is a tenant", config,
			l->account.name);
		return LOGIN_REFUSED;
	}
	if (check_account(&l->account, e) < 0)
		return LOGIN_REFUSED;
	return load(l, &reader, e);
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
	char text[32];

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
	/* systemd would start a manager of the tenant's on the host, whatever a policy says. */
	if (!strcmp(l->service, "systemd-user") || !service_listed(l)) {
		*sentence = "This account cannot be used in this way.";
		return err_rule(e, EACCES, "service %s is not in [session] services of tenant %s",
			l->service, l->account.name);
	}
	if (fd_get(AT_FDCWD, "/proc/sys/user/max_user_namespaces", text, sizeof(text)) > 0 &&
	    !strcmp(text, "0"))
		return err_rule(e, ENOSPC, "user.max_user_namespaces = 0 forbids every sandbox: "
			"raise it with sysctl(8)");
	return 0;
}

void login_free(struct login *l)
{
	account_free(&l->account);
	policy_free(&l->policy);
	free(l->policy_bytes);
	l->policy_bytes = NULL;
}
