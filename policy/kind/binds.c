/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind BINDS: source[:target].
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "plain.h"
#include "policy/kind.h"
#include "policy/path.h"
#include "template.h"

static void release(void *member)
{
	struct bind_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].source);
		free(list->items[i].target);
	}
	free(list->items);
}

static int read_bind(char *item, void *member, struct complaint *c)
{
	struct bind_list *list = member;
	const char *colon = strchr(item, ':');
	struct bind_entry *e = realloc(list->items, (list->count + 1) * sizeof(*e));
	int error;

	if (!e)
		return ENOMEM;
	list->items = e;
	e = &list->items[list->count++];
	*e = (struct bind_entry){0};
	if (colon && strchr(colon + 1, ':'))
		return complain(c, "\"%.60s\": write /path or /path:/path/inside", item);
	e->source = colon ? strndup(item, (size_t)(colon - item)) : strdup(item);
	e->target = strdup(colon ? colon + 1 : item);
	if (!e->source || !e->target)
		return ENOMEM;
	error = template_check_path(e->source, c);
	return error ? error : template_check_path(e->target, c);
}

static KIND_PARSE(parse)
{
	return list_read(text, POLICY_LIST_MAX, "places", member, read_bind, c);
}

static int expand(void *member, const struct policy_who *who, struct complaint *c)
{
	struct bind_list *list = member;
	int error = 0;

	for (size_t i = 0; !error && i < list->count; i++) {
		error = template_replace(&list->items[i].source, who, c);
		if (!error)
			error = template_replace(&list->items[i].target, who, c);
	}
	return error;
}

static KIND_CHECK(check)
{
	const struct bind_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		int error = path_check(list->items[i].source, c);

		if (!error)
			error = path_check(list->items[i].target, c);
		if (error)
			return error;
	}
	return 0;
}

static KIND_PRINT(print)
{
	const struct bind_list *list = member;

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

static void encode(const void *member, struct wire_writer *out)
{
	const struct bind_list *list = member;

	wire_put_u32(out, (uint32_t)list->count);
	for (size_t i = 0; i < list->count; i++) {
		wire_put_string(out, list->items[i].source);
		wire_put_string(out, list->items[i].target);
	}
}

static int decode(struct wire_reader *in, void *member)
{
	struct bind_list *list = member;
	const size_t count = wire_get_count(in, 10, POLICY_LIST_MAX);
	int error = 0;

	if (count == 0)
		return in->failed ? EINVAL : 0;
	list->items = calloc(count, sizeof(*list->items));
	if (!list->items)
		return ENOMEM;
	while (!error && list->count < count) {
		struct bind_entry *e = &list->items[list->count++];

		error = plain_decode(in, &e->source);
		if (!error)
			error = plain_decode(in, &e->target);
	}
	return error;
}

const struct kind kind_BINDS = {.parse = parse, .expand = expand, .check = check, .print = print,
	.encode = encode, .decode = decode, .release = release};
