/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a path in a policy looks like.
 */
#include "path.h"

#include <string.h>

#define PART_SIZE_MAX 255

/* Bytes that the file format, a list or a message gives another meaning. */
static int check_path_bytes(const char *path, struct complaint *c)
{
	for (const char *s = path; *s; s++) {
		if (*s < ' ' || *s > '~')
			return complain(c, "a path is plain ASCII here, without control bytes");
		if (strchr("\"'\\,:", *s))
			return complain(c, "a path cannot hold %c here", *s);
	}
	return 0;
}

int path_check_part(const char *part, size_t length, struct complaint *c)
{
	if (length == 0)
		return complain(c, "a path has no // and no slash at its end here");
	if (part[0] == '.' && (length == 1 || (length == 2 && part[1] == '.')))
		return complain(c, "a path has no . or .. part here");
	if (length > PART_SIZE_MAX)
		return complain(
			c, "a part of the path is longer than %d bytes", PART_SIZE_MAX);
	return 0;
}

int path_check(const char *path, struct complaint *c)
{
	size_t length = strlen(path);
	int error;

	if (path[0] != '/')
		return complain(c, "a path starts with / here");
	if (length == 1)
		return complain(c, "/ itself cannot be used here");
	if (length > POLICY_PATH_SIZE_MAX)
		return complain(c, "a path has at most %d bytes", POLICY_PATH_SIZE_MAX);
	error = check_path_bytes(path, c);
	if (error)
		return error;
	for (const char *part = path + 1;; part = strchr(part, '/') + 1) {
		error = path_check_part(part, strcspn(part, "/"), c);
		if (error)
			return error;
		if (!strchr(part, '/'))
			break;
	}
	if (path[length - 1] == ' ')
		return complain(c, "a path does not end with a blank here");
	return 0;
}

int path_of_home(const char *home, char path[POLICY_PATH_SIZE_MAX + 1], struct complaint *c)
{
	size_t length = home ? strlen(home) : 0;

	while (length > 1 && home[length - 1] == '/')
		length--;
	if (length > POLICY_PATH_SIZE_MAX)
		return complain(c, "a path has at most %d bytes", POLICY_PATH_SIZE_MAX);
	if (length)
		memcpy(path, home, length);
	path[length] = '\0';
	return path_check(path, c);
}
