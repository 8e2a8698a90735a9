/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which paths a set of policies can have.
 */
#include "set_path.h"

#include <string.h>

#include "base/fd.h"
#include "cli/output.h"
#include "policy/names.h"
#include "sets.h"

bool set_path_is(const char *path)
{
	static const char *const directories[] = {"plans/", "owners/", "tenants/"};
	const size_t length = strlen(path);

	if (!strcmp(path, "hostel.ini") || !strcmp(path, SET_INI) || !strcmp(path, SET_GONE))
		return true;
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		const size_t n = strlen(directories[i]);

		if (!strncmp(path, directories[i], n) && path[n] != '.' && !strchr(path + n, '/') &&
			length > n + 4 && !strcmp(path + length - 4, ".ini"))
			return true;
	}
	return false;
}

bool set_path_can_be(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *AUTO_FREE name = slash ? text_of("%.*s", (int)strlen(slash + 1) - 4, slash + 1) : NULL;

	return !slash || policy_valid_name(name);
}
