/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds PATH_OR_AUTO and FILE_OR_NONE.
 */
#include <string.h>

#include "plain.h"
#include "policy/path.h"
#include "template.h"

static KIND_PARSE(parse_shell)
{
	int error = strcmp(text, "auto") == 0 ? 0 : template_check_path(text, c);

	return error ? error : plain_copy(text, member);
}

static int expand_shell(void *member, const struct policy_who *who, struct complaint *c)
{
	return template_replace(member, who, c);
}

static KIND_CHECK(check_shell)
{
	const char *path = *(char *const *)member;

	return strcmp(path, "auto") == 0 ? 0 : path_check(path, c);
}

static KIND_PRINT(print_shell)
{
	text_put_template(out, *(char *const *)member);
}

const struct kind kind_PATH_OR_AUTO = {.parse = parse_shell, .expand = expand_shell,
	.check = check_shell, .print = print_shell, .encode = plain_encode, .decode = plain_decode,
	.release = plain_release};

static KIND_CHECK(check_file)
{
	const char *path = *(char *const *)member;

	if (strcmp(path, "none") == 0)
		return 0;
	if (strchr(path, '%'))
		return complain(
			c, "%% has no meaning here: the file is the host's, not a tenant's");
	return path_check(path, c);
}

const struct kind kind_FILE_OR_NONE = {.parse = plain_parse, .check = check_file,
	.print = plain_print, .release = plain_release};
