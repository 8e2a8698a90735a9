/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Encoding and decoding of each C type that a value can have. What a decoded value says is checked
 * by its kind afterwards; here only the bytes are.
 */
#include <errno.h>
#include <stdlib.h>

#include "policy/file/bytes.h"
#include "policy/internal.h"

void number_encode(const void *member, struct bytes *out)
{
	bytes_u64(out, *(const uint64_t *)member);
}

int number_decode(struct cursor *in, void *member)
{
	return cursor_u64(in, member);
}

void limit_encode(const void *member, struct bytes *out)
{
	const struct ulimit_pair *limit = member;

	bytes_u64(out, limit->soft);
	bytes_u64(out, limit->hard);
}

int limit_decode(struct cursor *in, void *member)
{
	struct ulimit_pair *limit = member;

	return cursor_u64(in, &limit->soft) || cursor_u64(in, &limit->hard) ? EINVAL : 0;
}

void text_encode(const void *member, struct bytes *out)
{
	bytes_string(out, *(char *const *)member);
}

int text_decode(struct cursor *in, void *member)
{
	return cursor_string(in, member);
}

void words_encode(const void *member, struct bytes *out)
{
	const struct string_list *list = member;

	bytes_u32(out, (uint32_t)list->count);
	for (size_t i = 0; i < list->count; i++)
		bytes_string(out, list->items[i]);
}

int words_decode(struct cursor *in, void *member)
{
	struct string_list *list = member;
	size_t count;
	int error = cursor_count(in, 4, &count);

	if (error || count == 0)
		return error;
	list->items = calloc(count, sizeof(*list->items));
	if (!list->items)
		return ENOMEM;
	for (; list->count < count; list->count++) {
		error = cursor_string(in, &list->items[list->count]);
		if (error)
			return error;
	}
	return 0;
}

void binds_encode(const void *member, struct bytes *out)
{
	const struct bind_list *list = member;

	bytes_u32(out, (uint32_t)list->count);
	for (size_t i = 0; i < list->count; i++) {
		bytes_string(out, list->items[i].source);
		bytes_string(out, list->items[i].target);
	}
}

int binds_decode(struct cursor *in, void *member)
{
	struct bind_list *list = member;
	size_t count;
	int error = cursor_count(in, 8, &count);

	if (error || count == 0)
		return error;
	list->items = calloc(count, sizeof(*list->items));
	if (!list->items)
		return ENOMEM;
	while (!error && list->count < count) {
		struct bind_entry *e = &list->items[list->count++];

		error = cursor_string(in, &e->source);
		if (!error)
			error = cursor_string(in, &e->target);
	}
	return error;
}

void tmpfs_encode(const void *member, struct bytes *out)
{
	const struct tmpfs_list *list = member;

	bytes_u32(out, (uint32_t)list->count);
	for (size_t i = 0; i < list->count; i++) {
		bytes_string(out, list->items[i].target);
		bytes_u64(out, list->items[i].size);
	}
}

int tmpfs_decode(struct cursor *in, void *member)
{
	struct tmpfs_list *list = member;
	size_t count;
	int error = cursor_count(in, 12, &count);

	if (error || count == 0)
		return error;
	list->items = calloc(count, sizeof(*list->items));
	if (!list->items)
		return ENOMEM;
	while (!error && list->count < count) {
		struct tmpfs_entry *e = &list->items[list->count++];

		error = cursor_string(in, &e->target);
		if (!error)
			error = cursor_u64(in, &e->size);
	}
	return error;
}
