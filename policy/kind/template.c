/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * %u, %U, %h and %% in one text value.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/internal.h"

const struct policy_who policy_sample_who = {
	.name = "any.tenant",
	.uid = 4242424242,
	.home = "/home/any.tenant",
	.shell = "/bin/bash",
};

/*
 * A home directory as %h: passwd entries often end with a slash, which changes nothing. An account
 * without a usable one must not turn %h/x into /x.
 */
static int put_home(struct text *out, const char *home, struct complaint *c)
{
	char path[POLICY_PATH_SIZE_MAX + 1];
	size_t length = home ? strlen(home) : 0;
	int error;

	while (length > 1 && home[length - 1] == '/')
		length--;
	if (length >= sizeof(path))
		return complain(c, "a path has at most %d bytes", POLICY_PATH_SIZE_MAX);
	(void)snprintf(path, sizeof(path), "%.*s", (int)length, home ? home : "");
	error = path_check(path, c);
	if (!error)
		text_put(out, path);
	return error;
}

static int put_specifier(
	struct text *out, char specifier, const struct policy_who *who, struct complaint *c)
{
	switch (specifier) {
	case '%':
		text_put(out, "%");
		return 0;
	case 'u':
		text_put(out, who->name);
		return 0;
	case 'U':
		text_add(out, "%u", who->uid);
		return 0;
	case 'h':
		return put_home(out, who->home, c);
	case '\0':
		return complain(c, "a %% at the end: write %%%% for a percent sign");
	default:
		return complain(c,
			"unknown %%%c: there are %%u (name), %%U (uid), %%h (home), %%%%",
			specifier);
	}
}

int template_expand(const char *text, const struct policy_who *who, char **out, struct complaint *c)
{
	char buffer[POLICY_PATH_SIZE_MAX + 1];
	struct text grown = {.buffer = buffer, .size = sizeof(buffer)};
	int error;

	buffer[0] = '\0';
	for (const char *s = text; *s; s++) {
		if (*s != '%') {
			text_add(&grown, "%c", *s);
			continue;
		}
		error = put_specifier(&grown, *++s, who, c);
		if (error)
			return error;
	}
	if (grown.length >= sizeof(buffer))
		return complain(c, "longer than %d bytes when expanded", POLICY_PATH_SIZE_MAX);
	*out = strdup(buffer);
	return *out ? 0 : ENOMEM;
}
