/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind TMPFS_LIST: target:size.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"
#include "list.h"
#include "plain.h"
#include "policy/kind.h"
#include "policy/path.h"
#include "template.h"

static void release(void *member)
{
	struct tmpfs_list *list = member;

	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].target);
	free(list->items);
}

struct reading {
	const struct field *f;
	struct tmpfs_list *list;
};

static int read_tmpfs(char *item, void *reading, struct complaint *c)
{
	const struct field *f = ((struct reading *)reading)->f;
	struct tmpfs_list *list = ((struct reading *)reading)->list;
	const char *colon = strchr(item, ':');
	struct tmpfs_entry *e = realloc(list->items, (list->count + 1) * sizeof(*e));
	int error;

	if (!e)
		return ENOMEM;
	list->items = e;
	e += list->count;
	if (!colon)
		return complain(c, "\"%.60s\": write /path:size such as /var/cache:64M", item);
	e->target = strndup(item, (size_t)(colon - item));
	if (!e->target)
		return ENOMEM;
	list->count++;
	error = template_check_path(e->target, c);
	if (!error)
		error = number_read_unit(colon + 1, UNIT_BYTES, &e->size, c);
	return error ? error : number_in_range(f, e->size, UNIT_BYTES, c);
}

static KIND_PARSE(parse)
{
	return list_read(text, POLICY_LIST_MAX, "places", &(struct reading){f, member}, read_tmpfs, c);
}

static int expand(void *member, const struct policy_who *who, struct complaint *c)
{
	struct tmpfs_list *list = member;
	int error = 0;

	for (size_t i = 0; !error && i < list->count; i++)
		error = template_replace(&list->items[i].target, who, c);
	return error;
}

static KIND_CHECK(check)
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

static KIND_PRINT(print)
{
	const struct tmpfs_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		text_put(out, i ? ", " : "");
		text_put_template(out, list->items[i].target);
		text_put(out, ":");
		number_print(out, list->items[i].size, UNIT_BYTES);
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct tmpfs_list *list = member;

	wire_put_u32(out, (uint32_t)list->count);
	for (size_t i = 0; i < list->count; i++) {
		wire_put_string(out, list->items[i].target);
		wire_put_u64(out, list->items[i].size);
	}
}

static int decode(struct wire_reader *in, void *member)
{
	struct tmpfs_list *list = member;
	const size_t count = wire_get_count(in, 13, POLICY_LIST_MAX);
	int error = 0;

	if (count == 0)
		return in->failed ? EINVAL : 0;
	list->items = calloc(count, sizeof(*list->items));
	if (!list->items)
		return ENOMEM;
	while (!error && list->count < count) {
		struct tmpfs_entry *e = &list->items[list->count++];

		error = plain_decode(in, &e->target);
		e->size = wire_get_u64(in);
	}
	return error ? error : in->failed ? EINVAL : 0;
}

const struct kind kind_TMPFS_LIST = {.parse = parse, .expand = expand, .check = check,
	.print = print, .encode = encode, .decode = decode, .release = release};
