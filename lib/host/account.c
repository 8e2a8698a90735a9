/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An account as the host's name service has it.
 */
#include "host/account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "host/name_services.h"

#define ENTRY_SIZE 4096
#define ENTRY_SIZE_MAX (64 * 1024 * 1024) /* a group with thousands of members is one line */
#define GECOS_MAX 255
#define GROUPS_MAX 65536                  /* NGROUPS_MAX, <linux/limits.h> */

/*
 * A line of passwd(5) or group(5): by its name or, with NULL, by its number. 1; 0: there is none, or
 * no such file; -1 with errno.
 */
static int in_file(const char *path, const char *name, uint32_t id)
{
	FILE *f = fopen(path, "re");
	size_t size = 0, length = name ? strlen(name) : 0;
	char *AUTO_FREE line = NULL;
	int result = 0;

	if (!f)
		return errno == ENOENT ? 0 : -1;
	while (!result && getline(&line, &size, f) >= 0) {
		const char *number = strchr(line, ':') ? strchr(strchr(line, ':') + 1, ':') : NULL;

		if (name)
			result = !strncmp(line, name, length) && line[length] == ':' &&
				 length && !strchr(name, ':');
		else
			result = number && number[1] >= '0' && number[1] <= '9' &&
				 strtoul(number + 1, NULL, 10) == id;
	}
	if (!result && !feof(f))
		result = -1;
	fclose(f);
	return result;
}

/*
 * "files systemd" (nsswitch.conf(5)) says that there is none where the file could not be read and the
 * next service has never heard of it. A tenant would be an ordinary account then: it is believed only
 * if the file says so as well. 0, or -1 with errno.
 */
static int confirm_absence(const char *path, const char *name, uint32_t id)
{
	int n = in_file(path, name, id);

	if (n > 0)
		errno = EIO;
	return n ? -1 : 0;
}

/*
 * A group entry by name or, with NULL, by number; *buffer is malloc'ed and holds it. 1; 0: there is
 * none; -1 with errno: the name service did not work.
 */
static int find_group(const char *name, uint32_t gid, struct group *entry, char **buffer)
{
	*buffer = NULL;
	for (size_t size = ENTRY_SIZE; size <= ENTRY_SIZE_MAX; size *= 4) {
		struct group *found = NULL;
		int n;

		free(*buffer);
		*buffer = malloc(size);
		if (!*buffer)
			return -1;
		n = name ? getgrnam_r(name, entry, *buffer, size, &found)
			 : getgrgid_r(gid, entry, *buffer, size, &found);
		if (found)
			return 1;
		if (!n)
			return confirm_absence("/etc/group", name, gid);
		if (n != ERANGE) {
			errno = n;
			return -1;
		}
	}
	errno = ERANGE;
	return -1;
}

static char *group_name(struct account *a, uint32_t gid)
{
	char *AUTO_FREE buffer = NULL;
	struct group entry;
	char *name = NULL;
	int n = find_group(NULL, gid, &entry, &buffer);

	if (n > 0)
		return strdup(entry.gr_name);
	if (n < 0 && !a->groups_error)
		a->groups_error = errno ? errno : EIO;
	return asprintf(&name, "%u", gid) < 0 ? NULL : name;
}

static int list_groups(struct account *a)
{
	for (int size = 64; size <= GROUPS_MAX; size *= 4) {
		int count = size;

		free(a->groups);
		a->groups = calloc((size_t)size, sizeof(*a->groups));
		if (!a->groups)
			return -1;
		if (getgrouplist(a->name, a->gid, a->groups, &count) >= 0) {
			a->group_count = (size_t)count;
			return 0;
		}
	}
	errno = ERANGE;
	return -1;
}

static bool is_member(const char *members, const char *name)
{
	size_t length = strlen(name);

	for (const char *m = members; m; m = strchr(m, ',')) {
		m += *m == ',';
		if (!strncmp(m, name, length) && strchr(",\n", m[length]))
			return true;
	}
	return false;
}

/* getgrouplist(3) says nothing of a service that failed: no group of the file may be missing. */
static int check_groups(const struct account *a)
{
	FILE *f = fopen("/etc/group", "re");
	size_t size = 0;
	char *AUTO_FREE line = NULL;
	bool missing = false;

	if (!f)
		return errno == ENOENT ? 0 : -1;
	while (!missing && getline(&line, &size, f) >= 0) {
		char *number = strchr(line, ':') ? strchr(strchr(line, ':') + 1, ':') : NULL, *members;
		unsigned long gid = number ? strtoul(number + 1, &members, 10) : 0;

		if (!number || members == number + 1 || *members != ':' ||
		    !is_member(members + 1, a->name))
			continue;
		missing = true;
		for (size_t i = 0; i < a->group_count; i++)
			missing &= a->groups[i] != gid;
	}
	if (!missing && !feof(f)) {
		fclose(f);
		return -1;
	}
	fclose(f);
	errno = EIO;
	return missing ? -1 : 0;
}

static int find_groups(struct account *a, struct err *e)
{
	size_t count;

	if (list_groups(a) < 0)
		return err_set(e, errno, "groups of %s", a->name);
	if (check_groups(a) < 0)
		a->groups_error = errno;
	count = a->group_count;
	a->group_count = 0;
	a->group_names = calloc(count, sizeof(*a->group_names));
	if (!a->group_names)
		return err_set(e, ENOMEM, "groups of %s", a->name);
	for (size_t i = 0; i < count; i++) {
		a->group_names[i] = group_name(a, a->groups[i]);
		if (!a->group_names[i])
			return err_set(e, ENOMEM, "groups of %s", a->name);
		a->group_count++;
	}
	return 0;
}

char *account_clean_home(const char *home)
{
	char *clean = strdup(home), *end = clean;

	if (!clean || *home != '/')
		return clean;
	for (const char *part = home; *part; part += strcspn(part, "/")) {
		size_t length;

		part += strspn(part, "/");
		length = strcspn(part, "/");
		if (!length || (length == 1 && *part == '.'))
			continue;
		*end++ = '/';
		memcpy(end, part, length);
		end += length;
	}
	if (end == clean)
		*end++ = '/';
	*end = '\0';
	return clean;
}

/* What others take for the end of a line or a field is left out, and what is no name. */
static char *clean_gecos(const char *gecos)
{
	if (strlen(gecos) > GECOS_MAX)
		return strdup("");
	for (const char *s = gecos; *s; s++)
		if (*s == ':' || (unsigned char)*s < ' ' || *s == 0x7f)
			return strdup("");
	return strdup(gecos);
}

int account_entry(const struct passwd *entry, struct account *a, struct err *e)
{
	*a = (struct account){.uid = entry->pw_uid, .gid = entry->pw_gid};
	a->name = strdup(entry->pw_name);
	a->gecos = clean_gecos(entry->pw_gecos ? entry->pw_gecos : "");
	a->home = account_clean_home(entry->pw_dir ? entry->pw_dir : "");
	a->shell = strdup(entry->pw_shell && *entry->pw_shell ? entry->pw_shell : "/bin/sh"); /* passwd(5) */
	if (!a->name || !a->gecos || !a->home || !a->shell) {
		account_free(a);
		return err_set(e, ENOMEM, "account %s", entry->pw_name);
	}
	/* One that the file may have, for all that can be seen, is the system's own. */
	a->foreign = account_is_system(a->uid) && in_file("/etc/passwd", a->name, 0) == 0;
	return 0;
}

int account_of(const struct passwd *entry, struct account *a, struct err *e)
{
	if (account_entry(entry, a, e) < 0)
		return -1;
	if (account_is_system(a->uid) && !a->foreign)
		return 1; /* none of our business: its groups are not looked up */
	if (find_groups(a, e) < 0) {
		account_free(a);
		return -1;
	}
	return 1;
}

int account_find(const char *name, struct account *a, struct err *e)
{
	struct passwd entry, *found = NULL;
	char *AUTO_FREE buffer = NULL;
	int n = ERANGE;

	*a = (struct account){0};
	for (size_t size = ENTRY_SIZE; n == ERANGE && !found && size <= ENTRY_SIZE_MAX; size *= 4) {
		free(buffer);
		buffer = malloc(size);
		n = buffer ? getpwnam_r(name, &entry, buffer, size, &found) : ENOMEM;
	}
	if (!found && !n && confirm_absence("/etc/passwd", name, 0) < 0)
		n = errno;
	if (!found)
		return n ? err_set(e, n, "account %s", name) : 0;
	return account_of(found, a, e);
}

int account_in_group(const struct account *a, const char *group)
{
	char *AUTO_FREE buffer = NULL;
	struct group entry;
	int n = find_group(group, 0, &entry, &buffer);

	/* A directory that is away, and a cache of it that is empty, say "no such group" as well. */
	if (!n && name_services_directory()) {
		errno = ENODATA;
		return -1;
	}
	if (n <= 0)
		return n;
	for (size_t i = 0; i < a->group_count; i++)
		if (a->groups[i] == entry.gr_gid)
			return 1;
	for (char **member = entry.gr_mem; member && *member; member++)
		if (!strcmp(*member, a->name))
			return 1;
	return 0;
}

enum group_place account_group_place(const char *group)
{
	char *AUTO_FREE buffer = NULL;
	struct group entry;

	if (in_file("/etc/group", group, 0) > 0)
		return GROUP_LOCAL;
	return find_group(group, 0, &entry, &buffer) ? GROUP_DIRECTORY : GROUP_NOWHERE;
}

void account_free(struct account *a)
{
	free(a->name);
	free(a->gecos);
	free(a->home);
	free(a->shell);
	for (size_t i = 0; i < a->group_count; i++)
		free(a->group_names[i]);
	free(a->group_names);
	free(a->groups);
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
