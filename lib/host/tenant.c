/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is a tenant. Doubt makes one; root and system accounts never are.
 */
#include "host/tenant.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

#include "host/config_dir.h"
#include "host/gid_map.h"
#include "policy/defaults.h"
#include "policy/on_host.h"
#include "policy/names.h"
#include "policy/single.h"
#include "talk/layout.h"

/* A policy file makes its account a tenant, even one that cannot be read. */
static bool has_policy_file(int config, const char *name)
{
	char path[128];
	struct stat st;

	if (config < 0 || !policy_valid_name(name))
		return false;
	snprintf(path, sizeof(path), "tenants/%s.ini", name);
	return fstatat(config, path, &st, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

/*
 * Group selectors once more, by the group database itself: a list of groups that a name service left
 * incomplete must not make a tenant an ordinary account. 1 yes, 0 no, -1 nobody can tell.
 */
static int is_in_selected_group(const struct account *a, const struct selector_list *list,
	struct problems *ps)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *group = list->items[i].name;
		int n = list->items[i].kind == SELECTOR_GROUP ? account_in_group(a, group) : 0;

		if (n < 0 && errno == ENODATA)
			problems_add(ps, "hostel.ini", 0, "[host] tenants", group, "there is no such "
				"group now, neither in /etc/group nor by the directory that nsswitch.conf "
				"names: nobody can tell who is in it");
		else if (n < 0)
			problems_add(ps, "hostel.ini", 0, "[host] tenants", group,
				"the group cannot be looked up: %m");
		if (n)
			return n;
	}
	/* Short of some of the account's groups, "not in one that counts" is no answer. */
	for (size_t i = 0; i < list->count && a->groups_error; i++)
		if (list->items[i].kind == SELECTOR_GROUP)
			return -1;
	return 0;
}

/* hostel.ini's selectors: 1 yes, 0 no, -1 they cannot be read, or nobody can tell. */
static int is_selected(const struct account *a, int config, struct problems *ps)
{
	const struct policy_reader reader = config_reader(&config);
	struct policy_who who = account_who(a);
	struct policy host;
	int yes;

	if (config < 0 || policy_load_host(&host, &reader, ps))
		return -1;
	yes = policy_names(&host, &who) ? 1 : is_in_selected_group(a, &host.tenants, ps);
	policy_free(&host);
	return yes;
}

enum tenant_mark tenant_mark(const struct account *a, int config, struct problems *ps)
{
	if (account_is_system(a->uid) && !a->foreign)
		return TENANT_NOT;
	if (account_has_hostel_shell(a))
		return TENANT_SHELL;
	if (has_policy_file(config, a->name))
		return TENANT_FILE;
	switch (is_selected(a, config, ps)) {
	case 1:
		return TENANT_SELECTED;
	case 0:
		return TENANT_NOT;
	default:
		return account_is_admin(a) ? TENANT_NOT : TENANT_UNCLEAR;
	}
}

/* The suspension that it is on a host that is not the tenant's: said in the same way, at the key's line. */
static void suspend_elsewhere(struct policy *p)
{
	char *reason = strdup("This account is on another host.");

	p->suspended = 1;
	p->suspended_until = 0;
	p->origin[FIELD_suspended] = p->origin[FIELD_hosts];
	if (!reason)
		return;
	free(p->suspended_reason);
	p->suspended_reason = reason;
}

bool tenant_is_elsewhere(const struct policy *p)
{
	struct utsname host;

	return p->hosts.count && (uname(&host) < 0 || !policy_on_host(&p->hosts, host.nodename));
}

static void settle_day(struct policy *p)
{
	const time_t now = time(NULL);
	struct tm day;

	if (!p->suspended || !p->suspended_until || !localtime_r(&now, &day))
		return;
	if ((uint64_t)(day.tm_year + 1900) * 10000 + (uint64_t)(day.tm_mon + 1) * 100 +
			(uint64_t)day.tm_mday >= p->suspended_until)
		p->suspended = 0;
}

void tenant_settle_suspension(struct policy *p)
{
	settle_day(p);
	if (tenant_is_elsewhere(p))
		suspend_elsewhere(p);
}

static bool has_control_characters(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

static bool goes_up(const char *path)
{
	for (const char *s = path; (s = strstr(s, "/..")); s++)
		if (s[3] == '/' || !s[3])
			return true;
	return false;
}

/* The porch has hostel-shell by this path: what a login program starts as the tenant's shell. */
static bool is_on_porch(const struct account *a)
{
	return layout_has_program(a->shell) || (account_has_hostel_shell(a) &&
		strncmp(a->shell, "/usr/", 5) != 0 && strncmp(a->shell, "/opt/", 5) != 0);
}

int tenant_check_uid(const struct account *a, const struct policy *p, struct err *e)
{
	const struct {
		const char *key;
		struct uid_range range;
	} reserved[] = {{"keepers", p->keepers}, {"subids", p->subids}};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (a->uid >= reserved[i].range.first && a->uid <= reserved[i].range.last)
			return err_rule(e, EINVAL, "%s: uid %u is one of [host] %s = %u-%u, which nobody "
				"else may have", a->name, a->uid, reserved[i].key,
				reserved[i].range.first, reserved[i].range.last);
	return 0;
}

int tenant_check_account(const struct account *a, struct err *e)
{
	struct err why = ERR_NONE;
	char map[GID_MAP_SIZE];

	if (!policy_valid_name(a->name))
		return err_rule(e, EINVAL, "%s: not a name that a tenant can have", a->name);
	if (account_is_system(a->uid))
		return err_rule(e, EPERM, "%s: the name service says uid %u, which is a system account's and "
			"no tenant's: mend its entry in the directory", a->name, a->uid);
	if (*a->home != '/' || !a->home[1] || has_control_characters(a->home) || goes_up(a->home))
		return err_rule(e, EINVAL, "%s: %s cannot be a tenant's home", a->name, a->home);
	if (*a->shell != '/' || has_control_characters(a->shell))
		return err_rule(e, EINVAL, "%s: %s cannot be a tenant's shell", a->name, a->shell);
	if (!is_on_porch(a))
		return err_rule(e, EINVAL, "%s: the shell %s is not in a directory of programs, such as "
			"/usr/bin: where it starts, hostel-shell has to", a->name, a->shell);
	/* Groups choose plans and are the tenant's inside: all of them, or no login. */
	if (a->groups_error)
		return err_set(e, a->groups_error, "%s: a group cannot be looked up", a->name);
	if (a->group_count > LAUNCH_GROUPS_MAX)
		return err_rule(e, ERANGE, "%s: in %zu groups, a tenant can be in %d", a->name,
			a->group_count, LAUNCH_GROUPS_MAX);
	/* The keeper's number is not known yet: the longest of all. */
	if (gid_map_make(&(struct map_ids){UINT32_MAX, 0}, a->groups, a->group_count, 0, map, &why) < 0)
		return err_rule(e, why.code, "%s: %s", a->name, why.message);
	for (size_t i = 0; i < a->group_count; i++)
		if (a->groups[i] == 0)
			return err_rule(e, EPERM, "%s: a tenant cannot be in group root", a->name);
	return 0;
}
