/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds that are a list of texts: WORDS, PATTERNS, PATHS; and how a list is split.
 */
#include "list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "policy/ascii.h"
#include "policy/path.h"
#include "policy/value.h"
#include "template.h"

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

int list_read(const char *text, size_t max, const char *what, void *member,
	int (*read)(char *item, void *member, struct complaint *c), struct complaint *c)
{
	struct string_list words = {0};
	int error = list_split(text, &words, c);

	if (!error && words.count > max)
		error = complain(c, "at most %zu %s can stand here", max, what);
	for (size_t i = 0; !error && i < words.count; i++)
		error = read(words.items[i], member, c);
	words_release(&words);
	return error;
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

static void encode(const void *member, struct wire_writer *out)
{
	const struct string_list *list = member;

	wire_put_u32(out, (uint32_t)list->count);
	for (size_t i = 0; i < list->count; i++)
		wire_put_string(out, list->items[i]);
}

static int decode(struct wire_reader *in, void *member)
{
	struct string_list *list = member;
	const size_t count = wire_get_count(in, 5, POLICY_LIST_MAX);

	if (count == 0)
		return in->failed ? EINVAL : 0;
	list->items = calloc(count, sizeof(*list->items));
	if (!list->items)
		return ENOMEM;
	for (; list->count < count; list->count++) {
		int error = plain_decode(in, &list->items[list->count]);

		if (error)
			return error;
	}
	return 0;
}

static KIND_PARSE(parse)
{
	int error = list_split(text, member, c);

	return error ? error : kind_of(f)->check(f, member, c);
}

/* --- words ----------------------------------------------------------------------------------- */

static int check_word(const char *word, struct complaint *c)
{
	if (!*word)
		return complain(c, "an empty item");
	if (!ascii_only(word, strlen(word), "_.+-"))
		return complain(c, "\"%.40s\": only letters, digits and _.+- can stand in a name; names are "
				   "separated by commas", word);
	return 0;
}

static KIND_CHECK(check_words)
{
	return check_items(member, check_word, c);
}

static KIND_PRINT(print_words)
{
	const struct string_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		text_put(out, i ? ", " : "");
		text_put(out, list->items[i]);
	}
}

const struct kind kind_WORDS = {.parse = parse, .check = check_words, .print = print_words,
	.encode = encode, .decode = decode, .release = words_release};

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

static KIND_CHECK(check_patterns)
{
	return check_items(member, check_pattern, c);
}

const struct kind kind_PATTERNS = {.parse = parse, .check = check_patterns, .print = print_words,
	.encode = encode, .decode = decode, .release = words_release};

/* --- paths ----------------------------------------------------------------------------------- */

static KIND_PARSE(parse_paths)
{
	int error = list_split(text, member, c);

	return error ? error : check_items(member, template_check_path, c);
}

static int expand_paths(void *member, const struct policy_who *who, struct complaint *c)
{
	struct string_list *list = member;
	int error = 0;

	for (size_t i = 0; !error && i < list->count; i++)
		error = template_replace(&list->items[i], who, c);
	return error;
}

static KIND_CHECK(check_paths)
{
	return check_items(member, path_check, c);
}

static KIND_PRINT(print_paths)
{
	const struct string_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		text_put(out, i ? ", " : "");
		text_put_template(out, list->items[i]);
	}
}

const struct kind kind_PATHS = {.parse = parse_paths, .expand = expand_paths, .check = check_paths,
	.print = print_paths, .encode = encode, .decode = decode, .release = words_release};
