/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A screen as an array of cells.
 */
#include "cells.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FULL_BLOCK 0x2588U /* U+2588, and U+2589 to U+258F: seven eighths to one */
#define EMPTY 0xb7U        /* a dot in the middle */

int cells_size(struct cells *c, int width, int height)
{
	const size_t count = (size_t)width * (size_t)height;
	struct cell *v = realloc(c->v, (count ? count : 1) * sizeof(*v));

	if (!v)
		return ENOMEM;
	c->v = v;
	c->width = width;
	c->height = height;
	for (size_t i = 0; i < count; i++)
		v[i] = (struct cell){' ', STYLE_PLAIN};
	return 0;
}

void cells_free(struct cells *c)
{
	free(c->v);
	*c = (struct cells){0};
}

static void set(struct cells *c, int x, int y, unsigned style, uint32_t character)
{
	if (x >= 0 && y >= 0 && x < c->width && y < c->height)
		c->v[y * c->width + x] = (struct cell){character, (uint8_t)style};
}

/* The bytes of a sequence that begins like this, RFC 3629; 0: none does. */
static int length_of(unsigned char first)
{
	return first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 0;
}

/* Of Latin, Greek and Cyrillic letters it is known that they take one column. */
static uint32_t take(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	const int length = length_of(*at);
	uint32_t character = length == 1 ? *at : *at & (0xffU >> (length + 1));

	for (int i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80) {
			*text += i;
			return '?';
		}
		character = character << 6 | (at[i] & 0x3fU);
	}
	*text += length ? length : 1;
	if (!length || character < 0x20 || (character >= 0x7f && character < 0xa1) || character == 0xad)
		return '?';
	return character < 0x300 || (character >= 0x370 && character < 0x483) ? character : '?';
}

int cells_put(struct cells *c, int x, int y, unsigned style, const char *text, int width)
{
	int n = 0;

	while (*text && n < width) {
		const uint32_t character = take(&text);

		set(c, x + n++, y, style, c->ascii && character > 0x7e ? '?' : character);
	}
	return n;
}

static int columns_of(const char *text)
{
	int n = 0;

	while (*text) {
		take(&text);
		n++;
	}
	return n;
}

void cells_put_right(struct cells *c, int x, int y, unsigned style, const char *text, int width)
{
	const int n = columns_of(text);

	cells_put(c, n < width ? x + width - n : x, y, style, text, width);
}

void cells_mark(struct cells *c, int x, int y, unsigned style, int width)
{
	for (const int end = x + width; x < end && x < c->width && y >= 0 && y < c->height; x++) {
		struct cell *cell = &c->v[y * c->width + x];

		/* Reversed, a bar would look as full as it is empty. */
		if (cell->character < FULL_BLOCK || cell->character >= FULL_BLOCK + 8)
			cell->style |= (uint8_t)style;
	}
}

void cells_bar(struct cells *c, int x, int y, unsigned style, unsigned thousandths, int width)
{
	const unsigned steps = c->ascii ? 1 : 8;
	unsigned full = (thousandths < 1000 ? thousandths : 1000) * (unsigned)width * steps / 1000;

	if (thousandths && !full)
		full = 1; /* something is not nothing */
	for (int i = 0; i < width; i++) {
		const unsigned here = full > steps ? steps : full;

		full -= here;
		if (!here)
			set(c, x + i, y, STYLE_DIM, c->ascii ? '.' : EMPTY);
		else
			set(c, x + i, y, style, c->ascii ? '#' : FULL_BLOCK + steps - here);
	}
}

int cells_utf8(uint32_t character, char to[4])
{
	if (character < 0x80) {
		to[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		to[0] = (char)(0xc0 | character >> 6);
		to[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	to[0] = (char)(0xe0 | character >> 12);
	to[1] = (char)(0x80 | (character >> 6 & 0x3f));
	to[2] = (char)(0x80 | (character & 0x3f));
	return 3;
}

char *cells_text(const struct cells *c)
{
	char *text = malloc((size_t)c->height * ((size_t)c->width * 3 + 1) + 1), *to = text;

	for (int y = 0; text && y < c->height; y++) {
		const struct cell *row = c->v + y * c->width;
		int end = c->width;

		while (end && row[end - 1].character == ' ')
			end--;
		for (int x = 0; x < end; x++)
			to += cells_utf8(row[x].character, to);
		*to++ = '\n';
	}
	if (text)
		*to = '\0';
	return text;
}
