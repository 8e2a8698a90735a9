/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration directory and one tenant of it.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/find.h"
#include "host/config_dir.h"
#include "output.h"
#include "policy/defaults.h"
#include "policy/load.h"
#include "policy/single.h"

char *config_path(const struct cli *c)
{
	char *AUTO_FREE cwd = NULL;

	if (*c->config == '/')
		return text_of("%s", c->config);
	cwd = getcwd(NULL, 0);
	return text_of("%s/%s", cwd ? cwd : "", c->config);
}

char *config_set_path(const struct cli *c)
{
	char *AUTO_FREE base = config_path(c), path[CONFIG_PATH_SIZE];
	struct err e = ERR_NONE;

	if (config_in_force(base, path, &e) > 0)
		return text_of("%s", path);
	if (e.code)
		say("%s", e.message);
	return NULL;
}

int config_open(const struct cli *c)
{
	char *AUTO_FREE path = config_path(c);
	struct err e = ERR_NONE;
	int fd = config_directory(path, &e);

	if (fd < 0)
		say("%s", e.message);
	return fd;
}

int config_open_own(const struct cli *c)
{
	char *AUTO_FREE path = config_path(c);
	struct err e = ERR_NONE;
	int fd = trusted_directory(path, &e);

	if (fd < 0)
		say("%s", e.message);
	return fd;
}

char *config_cgroup(const struct cli *c)
{
	int AUTO_CLOSE directory = config_open(c);
	const struct policy_reader reader = config_reader(&directory);
	struct problems problems = {0};
	struct err ignored = ERR_NONE; /* whoever uses the base finds them again, and says it */
	struct policy host;
	struct cgroups found;
	char *base;

	if (directory < 0)
		return NULL;
	if (policy_load_host(&host, &reader, &problems)) {
		say("%s/hostel.ini does not tell where the cgroups are", c->config);
		problems_say(&problems);
		return NULL;
	}
	cgroup_find(&found, &ignored);
	base = text_of("%s", cgroup_base(&found, host.cgroup));
	policy_free(&host);
	return base;
}

void problems_say(const struct problems *ps)
{
	char line[1024];

	for (size_t i = 0; i < ps->count; i++) {
		problem_print(line, sizeof(line), &ps->v[i]);
		say_line(line);
	}
	if (ps->dropped) {
		snprintf(line, sizeof(line), "and %zu more mistakes", ps->dropped);
		say_line(line);
	}
}

bool account_exists(const char *name)
{
	struct err ignored = ERR_NONE;
	struct account a;
	const int n = account_find(name, &a, &ignored);

	account_free(&a);
	return n != 0;
}

static int find(struct tenant *t, const char *name, int config)
{
	struct err e = ERR_NONE;
	int n = account_find(name, &t->account, &e);

	if (n < 0)
		say("%s", e.message);
	if (!n)
		say("%s: there is no such account", name);
	if (n <= 0)
		return n < 0 ? EXIT_SYSTEM : EXIT_NO_SUCH;
	t->mark = tenant_mark(&t->account, config, &t->problems);
	if (t->mark == TENANT_UNCLEAR) {
		say("hostel.ini does not tell whether %s is a tenant", name);
		problems_say(&t->problems);
		return EXIT_POLICY;
	}
	if (t->mark == TENANT_NOT) {
		say("%s is not a tenant%s", name,
			account_is_system(t->account.uid) ? ": system accounts never are" : "");
		return EXIT_NO_SUCH;
	}
	return 0;
}

int tenant_expect(const struct cli *c, const char *name)
{
	int AUTO_CLOSE config = -1;
	struct tenant t = {0};
	int status;

	if (!account_exists(name)) {
		say("%s: there is no such account", name);
		return EXIT_NO_SUCH;
	}
	config = config_open(c);
	status = config < 0 ? EXIT_POLICY : find(&t, name, config);
	tenant_free(&t);
	return status;
}

int tenant_load(struct tenant *t, const char *name, int config)
{
	const struct policy_reader reader = config_reader(&config);
	struct err e = ERR_NONE;
	struct policy_who who;
	int status;

	*t = (struct tenant){0};
	status = find(t, name, config);
	if (status)
		return status;
	if (tenant_check_account(&t->account, &e) < 0) {
		say("%s", e.message);
		return EXIT_POLICY;
	}
	who = account_who(&t->account);
	if (policy_load(&t->policy, &reader, &who, &t->problems)) {
		say("%s has no valid policy", name);
		problems_say(&t->problems);
		return EXIT_POLICY;
	}
	if (tenant_check_uid(&t->account, &t->policy, &e) < 0) {
		say("%s", e.message);
		return EXIT_POLICY;
	}
	tenant_settle_suspension(&t->policy);
	return 0;
}

void tenant_free(struct tenant *t)
{
	account_free(&t->account);
	policy_free(&t->policy);
}
