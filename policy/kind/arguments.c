/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds ARGUMENTS and ASSIGNMENTS: words between blanks, and '...' around one that has blanks itself. No
 * shell looks at them. A value with quotes stands in "..." as a whole (file/scan_value.c).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "policy/ascii.h"
#include "policy/value.h"
#include "template.h"

/* Cut the first word off *text: its length, and where it begins in *word. */
static int next_word(const char **text, const char **word, size_t *length, struct complaint *c)
{
	const char *s = *text;
	const bool quoted = *s == '\'';

	*word = quoted ? s + 1 : s;
	*length = quoted ? strcspn(*word, "'") : strcspn(*word, " \t'\"");
	s = *word + *length;
	if (quoted && !*s)
		return complain(c, "the closing ' is missing");
	s += quoted;
	if (*s && !ascii_blank(*s))
		return complain(c, "a word with blanks stands in '...' as a whole: '--title=two words'");
	if (memchr(*word, '"', *length))
		return complain(c, "a \" cannot be part of a word");
	*text = s + strspn(s, " \t");
	return 0;
}

static KIND_PARSE(parse)
{
	struct string_list *list = member;
	const char *word, *at = text + strspn(text, " \t");
	size_t length;
	int error = 0;

	if (!*at)
		return kind_of(f)->check(f, member, c);
	list->items = calloc(strlen(at) / 2 + 2, sizeof(*list->items));
	if (!list->items)
		return ENOMEM;
	while (!error && *at) {
		error = next_word(&at, &word, &length, c);
		if (!error && list->count == POLICY_LIST_MAX)
			error = complain(c, "at most %d words can stand here", POLICY_LIST_MAX);
		if (error)
			return error;
		list->items[list->count] = strndup(word, length);
		if (!list->items[list->count])
			return ENOMEM;
		char *expanded = NULL;

		/* What is wrong with a template is wrong for every tenant. */
		error = template_expand(list->items[list->count++], &policy_sample_who, &expanded, c);
		free(expanded);
	}
	return error ? error : kind_of(f)->check(f, member, c);
}

static int expand(void *member, const struct policy_who *who, struct complaint *c)
{
	struct string_list *list = member;
	int error = 0;

	for (size_t i = 0; !error && i < list->count; i++)
		error = template_replace(&list->items[i], who, c);
	return error;
}

static KIND_PRINT(print)
{
	const struct string_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		const char *word = list->items[i];
		const bool quoted = !*word || strpbrk(word, " \t");

		text_put(out, i ? " " : "");
		text_put(out, quoted ? "'" : "");
		text_put_template(out, word);
		text_put(out, quoted ? "'" : "");
		out->special |= quoted;
	}
}

static KIND_CHECK(check_arguments)
{
	const struct string_list *list = member;
	const char *program = list->count ? list->items[0] : "/";

	/* Before it is expanded: %h begins with a slash. */
	if (*program != '/' && strncmp(program, "%h", 2) != 0)
		return complain(c, "the program is an absolute path such as /usr/bin/%.40s", program);
	return 0;
}

const struct kind kind_ARGUMENTS = {.parse = parse, .expand = expand, .check = check_arguments,
	.print = print, .release = words_release};

static KIND_CHECK(check_assignments)
{
	const struct string_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		const char *s = list->items[i];

		while (ascii_alnum(*s) || *s == '_')
			s++;
		if (*s != '=' || s == list->items[i] || ascii_digit(list->items[i][0]))
			return complain(c, "\"%.40s\": write NAME=VALUE; blanks are between variables",
				list->items[i]);
	}
	return 0;
}

const struct kind kind_ASSIGNMENTS = {.parse = parse, .expand = expand, .check = check_assignments,
	.print = print, .release = words_release};
