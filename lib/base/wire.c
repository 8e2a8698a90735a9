/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes on the wire. Decoding is strict: one flag, set by the first thing that is wrong.
 */
#include "base/wire.h"

#include <stdlib.h>
#include <string.h>

#define STRING_MAX ((size_t)128 * 1024) /* MAX_ARG_STRLEN, execve(2) */

static bool grow(struct wire_writer *w, size_t least)
{
	size_t size = w->size ? w->size : 512;
	unsigned char *data;

	while (size < least)
		size *= 2;
	data = realloc(w->data, size);
	if (!data)
		return false;
	w->data = data;
	w->size = size;
	return true;
}

static void put(struct wire_writer *w, const void *data, size_t size)
{
	if (w->failed || (size > w->size - w->used && !(w->grows && grow(w, w->used + size)))) {
		w->failed = true;
		return;
	}
	if (size)
		memcpy(w->data + w->used, data, size);
	w->used += size;
}

static void write_u32(unsigned char b[4], uint32_t value)
{
	for (int i = 0; i < 4; i++)
		b[i] = (unsigned char)(value >> (8 * i));
}

void wire_put_u32(struct wire_writer *w, uint32_t value)
{
	unsigned char b[4];

	write_u32(b, value);
	put(w, b, sizeof(b));
}

void wire_patch_u32(struct wire_writer *w, size_t offset, uint32_t value)
{
	if (!w->failed)
		write_u32(w->data + offset, value);
}

void wire_put_u64(struct wire_writer *w, uint64_t value)
{
	wire_put_u32(w, (uint32_t)value);
	wire_put_u32(w, (uint32_t)(value >> 32));
}

void wire_put_string(struct wire_writer *w, const char *text)
{
	size_t length = text ? strlen(text) : 0;

	if (length > STRING_MAX) {
		w->failed = true;
		return;
	}
	wire_put_u32(w, (uint32_t)length);
	put(w, text ? text : "", length + 1);
}

void wire_put_bytes(struct wire_writer *w, const void *data, size_t size)
{
	if (size > UINT32_MAX) {
		w->failed = true;
		return;
	}
	wire_put_u32(w, (uint32_t)size);
	put(w, data, size);
}

static const unsigned char *get(struct wire_reader *r, size_t size)
{
	const unsigned char *p = r->data;

	if (r->failed || size > r->left) {
		r->failed = true;
		return NULL;
	}
	r->data += size;
	r->left -= size;
	return p;
}

uint32_t wire_get_u32(struct wire_reader *r)
{
	const unsigned char *p = get(r, 4);

	if (!p)
		return 0;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint64_t wire_get_u64(struct wire_reader *r)
{
	uint64_t low = wire_get_u32(r);

	return low | (uint64_t)wire_get_u32(r) << 32;
}

const char *wire_get_string(struct wire_reader *r)
{
	size_t length = wire_get_u32(r);
	const unsigned char *p;

	if (length > STRING_MAX)
		r->failed = true;
	p = get(r, length + 1);
	if (!p || memchr(p, '\0', length + 1) != p + length) {
		r->failed = true;
		return "";
	}
	return (const char *)p;
}

const unsigned char *wire_get_bytes(struct wire_reader *r, size_t *size)
{
	const unsigned char *p;

	*size = wire_get_u32(r);
	p = get(r, *size);
	if (!p)
		*size = 0;
	return p;
}

uint32_t wire_get_count(struct wire_reader *r, size_t least, uint32_t max)
{
	uint32_t count = wire_get_u32(r);

	if (r->failed || count > max || (least && count > r->left / least)) {
		r->failed = true;
		return 0;
	}
	return count;
}

bool wire_done(const struct wire_reader *r)
{
	return !r->failed && !r->left;
}
