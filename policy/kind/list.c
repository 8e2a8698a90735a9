/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds that are a list of texts: WORDS, PATTERNS, PATHS; and how a list is split.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"

void words_release(void *member)
{
	struct string_list *list = member;

	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct string_list){0};
}

/* Append the trimmed item of `length` bytes; there is room. */
static int append_item(
	struct string_list *list, const char *item, size_t length, struct complaint *c)
{
	while (length && ascii_blank(item[0])) {
		item++;
		length--;
	}
	while (length && ascii_blank(item[length - 1]))
		length--;
	if (length == 0)
		return complain(c, "an empty item: a comma too many?");
	for (size_t i = 0; i < list->count; i++) {
		if (strlen(list->items[i]) == length && memcmp(list->items[i], item, length) == 0)
			return complain(c, "\"%s\" stands here twice", list->items[i]);
	}
	list->items[list->count] = strndup(item, length);
	if (!list->items[list->count])
		return ENOMEM;
	list->count++;
	return 0;
}

int list_split(const char *text, struct string_list *out, struct complaint *c)
{
	size_t commas = 0;
	size_t length;
	int error;

	while (ascii_blank(*text))
		text++;
	if (!*text)
		return 0;
	for (const char *s = strchr(text, ','); s; s = strchr(s + 1, ','))
		commas++;
	if (commas >= POLICY_LIST_MAX)
		return complain(c, "a list has at most %d items", POLICY_LIST_MAX);
	out->items = calloc(commas + 1, sizeof(*out->items));
	if (!out->items)
		return ENOMEM;
	for (;; text += length + 1) {
		length = strcspn(text, ",");
		error = append_item(out, text, length, c);
		if (error || !text[length])
			return error;
	}
}

static int check_items(const struct string_list *list,
	int (*check)(const char *, struct complaint *), struct complaint *c)
{
	for (size_t i = 0; i < list->count; i++) {
		int error = check(list->items[i], c);

		if (error)
			return error;
	}
	return 0;
}

/* --- words ----------------------------------------------------------------------------------- */

static int check_word(const char *word, struct complaint *c)
{
	if (!*word)
		return complain(c, "an empty item");
	for (const char *s = word; *s; s++) {
		if (!ascii_alnum(*s) && !strchr("_.+-", *s))
			return complain(c,
				"\"%.40s\": only letters, digits and _.+- can stand in a name; "
				"names are separated by commas",
				word);
	}
	return 0;
}

KIND_PARSE(words_parse)
{
	int error = list_split(text, member, c);

	return error ? error : words_check(f, member, c);
}

KIND_CHECK(words_check)
{
	(void)f;
	return check_items(member, check_word, c);
}

KIND_PRINT(words_print)
{
	const struct string_list *list = member;

	(void)f;
	for (size_t i = 0; i < list->count; i++) {
		text_put(out, i ? ", " : "");
		text_put(out, list->items[i]);
	}
}

/* --- variable names, * at the end ------------------------------------------------------------ */

static int check_pattern(const char *pattern, struct complaint *c)
{
	const char *s = pattern;

	if (!*s)
		return complain(c, "an empty item");
	if (ascii_digit(*s))
		return complain(c, "\"%.40s\": a variable does not start with a digit", pattern);
	while (ascii_alnum(*s) || *s == '_')
		s++;
	if (*s == '*')
		s++;
	if (*s)
		return complain(c,
			"\"%.40s\": a variable has letters, digits and _, with * at the end only",
			pattern);
	return 0;
}

KIND_PARSE(patterns_parse)
{
	int error = list_split(text, member, c);

	return error ? error : patterns_check(f, member, c);
}

KIND_CHECK(patterns_check)
{
	(void)f;
	return check_items(member, check_pattern, c);
}

/* --- paths ----------------------------------------------------------------------------------- */

KIND_PARSE(paths_parse)
{
	int error = list_split(text, member, c);

	(void)f;
	return error ? error : check_items(member, path_check_template, c);
}

KIND_CHECK(paths_check)
{
	(void)f;
	return check_items(member, path_check, c);
}

KIND_PRINT(paths_print)
{
	const struct string_list *list = member;

	(void)f;
	for (size_t i = 0; i < list->count; i++) {
		text_put(out, i ? ", " : "");
		text_put_template(out, list->items[i]);
	}
}
