/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds that are one path: PATH_OR_AUTO, FILE_OR_JOURNAL, FILE_OR_NONE.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "plain.h"
#include "policy/path.h"
#include "template.h"

/* What can stand there instead of a path. */
static const char *word_of(const struct field *f)
{
	return f->info.kind == KIND_FILE_OR_JOURNAL ? "journal" : "auto";
}

static KIND_PARSE(parse_template)
{
	int error = strcmp(text, word_of(f)) == 0 ? 0 : template_check_path(text, c);

	return error ? error : plain_copy(text, member);
}

static int expand_template(void *member, const struct policy_who *who, struct complaint *c)
{
	return template_replace(member, who, c);
}

static KIND_CHECK(check_template)
{
	const char *path = *(char *const *)member;

	return strcmp(path, word_of(f)) == 0 ? 0 : path_check(path, c);
}

static KIND_PRINT(print_template)
{
	text_put_template(out, *(char *const *)member);
}

const struct kind kind_PATH_OR_AUTO = {.parse = parse_template, .expand = expand_template,
	.check = check_template, .print = print_template, .encode = plain_encode, .decode = plain_decode,
	.release = plain_release};

const struct kind kind_FILE_OR_JOURNAL = {.parse = parse_template, .expand = expand_template,
	.check = check_template, .print = print_template, .release = plain_release};

/* Root writes to some of them: a policy that came from elsewhere must not name /etc/passwd. */
static int check_directory(const char *path, const char *const *directories, struct complaint *c)
{
	char list[128] = "";

	for (size_t i = 0; directories && directories[i]; i++) {
		if (!strncmp(path, directories[i], strlen(directories[i])))
			return 0;
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s%s", i ? ", " : "",
			directories[i]);
	}
	return directories ? complain(c, "it has to be below one of %s", list) : 0;
}

static KIND_CHECK(check_file)
{
	const char *path = *(char *const *)member;

	if (strcmp(path, "none") == 0)
		return 0;
	if (strchr(path, '%'))
		return complain(
			c, "%% has no meaning here: the file is the host's, not a tenant's");
	return path_check(path, c) ? EINVAL : check_directory(path, f->range.names, c);
}

const struct kind kind_FILE_OR_NONE = {.parse = plain_parse, .check = check_file,
	.print = plain_print, .release = plain_release};
