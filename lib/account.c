/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An account as the host's name service has it.
 */
#include "hostel/account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostel/fd.h"

#define ENTRY_SIZE_MAX (1024 * 1024) /* a group with thousands of members is one line */

static char *group_name(uint32_t gid)
{
	char *name = NULL;

	for (size_t size = 4096; size <= ENTRY_SIZE_MAX && !name; size *= 4) {
		char *AUTO_FREE buffer = malloc(size);
		struct group entry, *found = NULL;
		int n;

		if (!buffer)
			return NULL;
		n = getgrgid_r(gid, &entry, buffer, size, &found);
		if (n == ERANGE)
			continue;
		if (!found)
			break;
		name = strdup(found->gr_name);
	}
	if (!name && asprintf(&name, "%u", gid) < 0)
		return NULL;
	return name;
}

static int find_groups(struct account *a, struct err *e)
{
	gid_t list[LAUNCH_GROUPS_MAX];
	int count = LAUNCH_GROUPS_MAX;

	if (getgrouplist(a->name, a->gid, list, &count) < 0)
		return err_rule(e, ERANGE, "%s is in %d groups, more than %d", a->name, count,
			LAUNCH_GROUPS_MAX);
	for (int i = 0; i < count; i++) {
		a->groups[i] = list[i];
		a->group_names[i] = group_name(list[i]);
		if (!a->group_names[i])
			return err_set(e, ENOMEM, "groups of %s", a->name);
		a->group_count++;
	}
	return 0;
}

int account_find(const char *name, struct account *a, struct err *e)
{
	struct passwd entry, *found = NULL;
	char buffer[16384];
	int n;

	*a = (struct account){0};
	n = getpwnam_r(name, &entry, buffer, sizeof(buffer), &found);
	if (!found) {
		if (!n || n == ENOENT || n == ESRCH)
			return 0;
		return err_set(e, n, "account %s", name);
	}
	if (strlen(found->pw_name) >= sizeof(a->name))
		return err_rule(e, ENAMETOOLONG, "account %s: the name is too long", found->pw_name);
	strcpy(a->name, found->pw_name);
	a->uid = found->pw_uid;
	a->gid = found->pw_gid;
	a->home = strdup(found->pw_dir ? found->pw_dir : "");
	a->shell = strdup(found->pw_shell ? found->pw_shell : "");
	if (!a->home || !a->shell) {
		account_free(a);
		return err_set(e, ENOMEM, "account %s", name);
	}
	if (account_is_system(a->uid))
		return 1; /* none of our business: its groups are not looked up */
	if (find_groups(a, e) < 0) {
		account_free(a);
		return -1;
	}
	return 1;
}

void account_free(struct account *a)
{
	free(a->home);
	free(a->shell);
	for (size_t i = 0; i < a->group_count; i++)
		free(a->group_names[i]);
	*a = (struct account){0};
}

bool account_is_system(uint32_t uid)
{
	return uid < ACCOUNT_UID_MIN || uid == ACCOUNT_UID_NOBODY || uid == UINT32_MAX;
}

bool account_has_hostel_shell(const struct account *a)
{
	const char *slash = strrchr(a->shell, '/');

	return !strcmp(slash ? slash + 1 : a->shell, "hostel-shell");
}

bool account_is_admin(const struct account *a)
{
	static const char *const names[] = {"sudo", "wheel", "admin", "root"};

	for (size_t i = 0; i < a->group_count; i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			if (!strcmp(a->group_names[i], names[k]))
				return true;
	return false;
}

struct policy_who account_who(const struct account *a)
{
	return (struct policy_who){.name = a->name, .uid = a->uid, .home = a->home,
		.shell = a->shell, .groups = (const char *const *)a->group_names,
		.group_count = a->group_count};
}
