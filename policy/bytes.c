/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing and reading little-endian bytes: a buffer that grows, a cursor that never runs over what
 * it was given.
 */
#include "bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void put(struct bytes *out, const void *data, size_t length)
{
	size_t size = out->size;
	unsigned char *grown;

	if (out->failed)
		return;
	while (size - out->length < length)
		size = size ? size * 2 : 1024;
	if (size != out->size) {
		grown = realloc(out->data, size);
		if (!grown) {
			out->failed = true;
			return;
		}
		out->data = grown;
		out->size = size;
	}
	if (length)
		memcpy(out->data + out->length, data, length);
	out->length += length;
}

void bytes_u32(struct bytes *out, uint32_t number)
{
	unsigned char b[4];

	for (unsigned int i = 0; i < sizeof(b); i++)
		b[i] = (unsigned char)(number >> (8 * i));
	put(out, b, sizeof(b));
}

void bytes_u64(struct bytes *out, uint64_t number)
{
	bytes_u32(out, (uint32_t)number);
	bytes_u32(out, (uint32_t)(number >> 32));
}

void bytes_string(struct bytes *out, const char *s)
{
	size_t length = strlen(s);

	bytes_u32(out, (uint32_t)length);
	put(out, s, length);
}

void bytes_patch_u32(struct bytes *out, size_t offset, uint32_t number)
{
	for (unsigned int i = 0; i < 4; i++)
		out->data[offset + i] = (unsigned char)(number >> (8 * i));
}

int cursor_u32(struct cursor *in, uint32_t *number)
{
	if (in->left < 4)
		return EINVAL;
	*number = 0;
	for (unsigned int i = 0; i < 4; i++)
		*number |= (uint32_t)in->at[i] << (8 * i);
	in->at += 4;
	in->left -= 4;
	return 0;
}

int cursor_u64(struct cursor *in, uint64_t *number)
{
	uint32_t low;
	uint32_t high;

	if (cursor_u32(in, &low) || cursor_u32(in, &high))
		return EINVAL;
	*number = (uint64_t)high << 32 | low;
	return 0;
}

int cursor_string(struct cursor *in, char **s)
{
	uint32_t length;

	if (cursor_u32(in, &length) || length > POLICY_STRING_SIZE_MAX || length > in->left ||
		memchr(in->at, '\0', length))
		return EINVAL;
	*s = strndup((const char *)in->at, length);
	if (!*s)
		return ENOMEM;
	in->at += length;
	in->left -= length;
	return 0;
}

int cursor_count(struct cursor *in, size_t least, size_t *count)
{
	uint32_t number;

	if (cursor_u32(in, &number) || number > POLICY_LIST_MAX || number > in->left / least)
		return EINVAL;
	*count = number;
	return 0;
}
