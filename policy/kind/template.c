/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * %u, %U, %h and %% in one text value.
 */
#include "template.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/path.h"
#include "policy/text.h"

const struct policy_who policy_sample_who = {
	.name = "any.tenant",
	.uid = 4242424242,
	.home = "/home/any.tenant",
	.shell = "/bin/bash",
};

/* An account without a usable home must not turn %h/x into /x. */
static int put_home(struct text *out, const char *home, struct complaint *c)
{
	char path[POLICY_PATH_SIZE_MAX + 1];
	int error = path_of_home(home, path, c);

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

int template_replace(char **text, const struct policy_who *who, struct complaint *c)
{
	char *expanded;
	int error = template_expand(*text, who, &expanded, c);

	if (error)
		return error;
	free(*text);
	*text = expanded;
	return 0;
}

int template_check_path(const char *text, struct complaint *c)
{
	char *path;
	int error = template_expand(text, &policy_sample_who, &path, c);

	if (error)
		return error;
	error = path_check(path, c);
	free(path);
	return error;
}
