/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds BINDS (source[:target]) and TMPFS_LIST (target:size).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"

/* --- binds ----------------------------------------------------------------------------------- */

void binds_release(void *member)
{
	struct bind_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].source);
		free(list->items[i].target);
	}
	free(list->items);
	*list = (struct bind_list){0};
}

static int read_bind(const char *item, struct bind_list *list, struct complaint *c)
{
	const char *colon = strchr(item, ':');
	struct bind_entry *e = &list->items[list->count++];
	int error;

	if (colon && strchr(colon + 1, ':'))
		return complain(c, "\"%.60s\": write /path or /path:/path/inside", item);
	e->source = colon ? strndup(item, (size_t)(colon - item)) : strdup(item);
	e->target = strdup(colon ? colon + 1 : item);
	if (!e->source || !e->target)
		return ENOMEM;
	error = path_check_template(e->source, c);
	return error ? error : path_check_template(e->target, c);
}

KIND_PARSE(binds_parse)
{
	struct bind_list *list = member;
	struct string_list words = {0};
	int error = list_split(text, &words, c);

	(void)f;
	if (!error && words.count) {
		list->items = calloc(words.count, sizeof(*list->items));
		if (!list->items)
			error = ENOMEM;
	}
	for (size_t i = 0; !error && i < words.count; i++)
		error = read_bind(words.items[i], list, c);
	words_release(&words);
	return error;
}

KIND_CHECK(binds_check)
{
	const struct bind_list *list = member;

	(void)f;
	for (size_t i = 0; i < list->count; i++) {
		int error = path_check(list->items[i].source, c);

		if (!error)
			error = path_check(list->items[i].target, c);
		if (error)
			return error;
	}
	return 0;
}

KIND_PRINT(binds_print)
{
	const struct bind_list *list = member;

	(void)f;
	for (size_t i = 0; i < list->count; i++) {
		const struct bind_entry *e = &list->items[i];

		text_put(out, i ? ", " : "");
		text_put_template(out, e->source);
		if (strcmp(e->source, e->target) != 0) {
			text_put(out, ":");
			text_put_template(out, e->target);
		}
	}
}

/* --- tmpfs ----------------------------------------------------------------------------------- */

void tmpfs_release(void *member)
{
	struct tmpfs_list *list = member;

	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].target);
	free(list->items);
	*list = (struct tmpfs_list){0};
}

static int read_tmpfs(
	const struct field *f, const char *item, struct tmpfs_list *list, struct complaint *c)
{
	const char *colon = strchr(item, ':');
	struct tmpfs_entry *e = &list->items[list->count];
	int error;

	if (!colon)
		return complain(c, "\"%.60s\": write /path:size such as /var/cache:64M", item);
	e->target = strndup(item, (size_t)(colon - item));
	if (!e->target)
		return ENOMEM;
	list->count++;
	error = path_check_template(e->target, c);
	if (!error)
		error = number_read_unit(colon + 1, UNIT_BYTES, &e->size, c);
	return error ? error : number_in_range(f, e->size, UNIT_BYTES, c);
}

KIND_PARSE(tmpfs_parse)
{
	struct tmpfs_list *list = member;
	struct string_list words = {0};
	int error = list_split(text, &words, c);

	if (!error && words.count) {
		list->items = calloc(words.count, sizeof(*list->items));
		if (!list->items)
			error = ENOMEM;
	}
	for (size_t i = 0; !error && i < words.count; i++)
		error = read_tmpfs(f, words.items[i], list, c);
	words_release(&words);
	return error;
}

KIND_CHECK(tmpfs_check)
{
	const struct tmpfs_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		int error = path_check(list->items[i].target, c);

		if (!error)
			error = number_in_range(f, list->items[i].size, UNIT_BYTES, c);
		if (error)
			return error;
	}
	return 0;
}

KIND_PRINT(tmpfs_print)
{
	const struct tmpfs_list *list = member;

	(void)f;
	for (size_t i = 0; i < list->count; i++) {
		text_put(out, i ? ", " : "");
		text_put_template(out, list->items[i].target);
		text_put(out, ":");
		number_print(out, list->items[i].size, UNIT_BYTES);
	}
}
