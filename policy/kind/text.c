/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds that are one text: NAME, PATH_OR_AUTO, FILE_OR_NONE, CGROUP, HOSTNAME; and what a path
 * in a policy looks like.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"

#define HOSTNAME_SIZE_MAX 64
#define COMPONENT_SIZE_MAX 255
#define CGROUP_SIZE_MAX 255

void text_release(void *member)
{
	free(*(char **)member);
}

static int copy_text(const char *text, void *member)
{
	*(char **)member = strdup(text);
	return *(char **)member ? 0 : ENOMEM;
}

KIND_PRINT(plain_print)
{
	(void)f;
	text_put(out, *(char *const *)member);
}

/* --- paths ----------------------------------------------------------------------------------- */

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

static int check_component(const char *part, size_t length, struct complaint *c)
{
	if (length == 0)
		return complain(c, "a path has no // and no slash at its end here");
	if (part[0] == '.' && (length == 1 || (length == 2 && part[1] == '.')))
		return complain(c, "a path has no . or .. part here");
	if (length > COMPONENT_SIZE_MAX)
		return complain(
			c, "a part of the path is longer than %d bytes", COMPONENT_SIZE_MAX);
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
		error = check_component(part, strcspn(part, "/"), c);
		if (error)
			return error;
		if (!strchr(part, '/'))
			break;
	}
	if (path[length - 1] == ' ')
		return complain(c, "a path does not end with a blank here");
	return 0;
}

int path_check_template(const char *text, struct complaint *c)
{
	char *path;
	int error = template_expand(text, &policy_sample_who, &path, c);

	if (error)
		return error;
	error = path_check(path, c);
	free(path);
	return error;
}

KIND_PARSE(shell_parse)
{
	int error = strcmp(text, "auto") == 0 ? 0 : path_check_template(text, c);

	(void)f;
	return error ? error : copy_text(text, member);
}

KIND_CHECK(shell_check)
{
	const char *path = *(char *const *)member;

	(void)f;
	return strcmp(path, "auto") == 0 ? 0 : path_check(path, c);
}

KIND_PRINT(shell_print)
{
	(void)f;
	text_put_template(out, *(char *const *)member);
}

static int check_file(const char *path, struct complaint *c)
{
	if (strcmp(path, "none") == 0)
		return 0;
	if (strchr(path, '%'))
		return complain(
			c, "%% has no meaning here: the file is the host's, not a tenant's");
	return path_check(path, c);
}

KIND_PARSE(file_parse)
{
	int error = check_file(text, c);

	(void)f;
	return error ? error : copy_text(text, member);
}

/* --- names ----------------------------------------------------------------------------------- */

static int check_word(const char *word, size_t length, const char *also, struct complaint *c)
{
	for (size_t i = 0; i < length; i++) {
		if (!ascii_alnum(word[i]) && !strchr(also, word[i]))
			return complain(c, "only letters, digits and %s can stand here", also);
	}
	return 0;
}

int plan_name_check(const char *name, struct complaint *c)
{
	size_t length = strlen(name);

	if (length > POLICY_NAME_SIZE_MAX)
		return complain(c, "a name has at most %d bytes", POLICY_NAME_SIZE_MAX);
	if (name[0] == '.' || name[0] == '-')
		return complain(c, "a name does not start with . or -");
	return check_word(name, length, "_.-", c);
}

KIND_PARSE(name_parse)
{
	int error = plan_name_check(text, c);

	(void)f;
	return error ? error : copy_text(text, member);
}

static int check_cgroup(const char *path, struct complaint *c)
{
	size_t length;
	int error;

	if (strlen(path) > CGROUP_SIZE_MAX)
		return complain(c, "at most %d bytes", CGROUP_SIZE_MAX);
	if (path[0] == '/')
		return complain(c, "relative to the hierarchy's root: without the first /");
	for (;; path += length + 1) {
		length = strcspn(path, "/");
		error = check_component(path, length, c);
		if (!error)
			error = check_word(path, length, "_.-", c);
		if (error || !path[length])
			return error;
	}
}

KIND_PARSE(cgroup_parse)
{
	int error = check_cgroup(text, c);

	(void)f;
	return error ? error : copy_text(text, member);
}

static int check_hostname(const char *name, struct complaint *c)
{
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

KIND_PARSE(hostname_parse)
{
	int error = check_hostname(text, c);

	(void)f;
	return error ? error : copy_text(text, member);
}

KIND_CHECK(hostname_check)
{
	(void)f;
	return check_hostname(*(char *const *)member, c);
}
