/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds that are a name: NAME (of a plan), OWNER, CGROUP, HOSTNAME.
 */
#include "name.h"

#include <string.h>

#include "plain.h"
#include "policy/ascii.h"
#include "policy/names.h"
#include "policy/path.h"
#include "template.h"

#define HOSTNAME_SIZE_MAX 64
#define OWNER_SIZE_MAX 32

static int check_word(const char *word, size_t length, struct complaint *c)
{
	return ascii_only(word, length, "_.-") ? 0
					       : complain(c, "only letters, digits and _.- can stand here");
}

int plan_name_check(const char *name, struct complaint *c)
{
	size_t length = strlen(name);

	if (length > POLICY_NAME_SIZE_MAX)
		return complain(c, "a name has at most %d bytes", POLICY_NAME_SIZE_MAX);
	if (name[0] == '.' || name[0] == '-')
		return complain(c, "a name does not start with . or -");
	return check_word(name, length, c);
}

static KIND_CHECK(check_name)
{
	return plan_name_check(*(char *const *)member, c);
}

const struct kind kind_NAME = {.parse = plain_parse, .check = check_name, .print = plain_print,
	.release = plain_release};

/* Part of a cgroup's name, where no tenant's name may be meant by it: narrower than a plan's. */
int owner_name_check(const char *name, struct complaint *c)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789.-";
	const size_t length = strlen(name);

	if (length > OWNER_SIZE_MAX)
		return complain(c, "the name of an owner has at most %d bytes", OWNER_SIZE_MAX);
	if (name[strspn(name, letters)])
		return complain(c, "only small letters, digits and _.- can stand here");
	if (name[0] && strchr(letters + 27, name[0]))
		return complain(c, "the name of an owner starts with a small letter or _");
	return 0;
}

static KIND_CHECK(check_owner)
{
	return owner_name_check(*(char *const *)member, c);
}

const struct kind kind_OWNER = {.parse = plain_parse, .check = check_owner, .print = plain_print,
	.encode = plain_encode, .decode = plain_decode, .release = plain_release};

static KIND_CHECK(check_cgroup)
{
	const char *path = *(char *const *)member;
	size_t length;
	int error;

	if (strlen(path) > POLICY_CGROUP_SIZE_MAX)
		return complain(c, "at most %d bytes", POLICY_CGROUP_SIZE_MAX);
	if (path[0] == '/')
		return complain(c, "relative to the hierarchy's root: without the first /");
	for (;; path += length + 1) {
		length = strcspn(path, "/");
		error = path_check_part(path, length, c);
		if (!error)
			error = check_word(path, length, c);
		if (error || !path[length])
			return error;
	}
}

const struct kind kind_CGROUP = {.parse = plain_parse, .check = check_cgroup, .print = plain_print,
	.release = plain_release};

static KIND_CHECK(check_hostname)
{
	const char *name = *(char *const *)member;
	size_t length = strlen(name);

	if (length == 0)
		return complain(c, "a host name is missing");
	if (length > HOSTNAME_SIZE_MAX)
		return complain(c, "a host name has at most %d bytes", HOSTNAME_SIZE_MAX);
	for (const char *s = name; *s; s++) {
		if (*s == '%') {
			s++;
			if (*s != 'u' && *s != 'U')
				return complain(c, "only %%u (name) and %%U (uid) can stand here");
		} else if (!ascii_alnum(*s) && *s != '-' && *s != '.') {
			return complain(c, "only letters, digits, - and . can stand here");
		}
	}
	return 0;
}

/* An account's name may hold bytes that a host name may not: each becomes a dash. */
static int expand_hostname(void *member, const struct policy_who *who, struct complaint *c)
{
	int error = template_replace(member, who, c);

	if (error)
		return error;
	for (char *s = *(char **)member; *s; s++) {
		if (!ascii_alnum(*s) && *s != '.')
			*s = '-';
	}
	return 0;
}

const struct kind kind_HOSTNAME = {.parse = plain_parse, .expand = expand_hostname,
	.check = check_hostname, .print = plain_print, .encode = plain_encode,
	.decode = plain_decode, .release = plain_release};
