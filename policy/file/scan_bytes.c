/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which bytes a line may hold at all: no control bytes but tab, and valid UTF-8.
 */
#include "scan_bytes.h"

#include <stdint.h>

bool scan_ascii(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return false;
	}
	return true;
}

/* Length of the UTF-8 sequence at s, 0 if it is none (RFC 3629). */
static size_t utf8_length(const unsigned char *s, size_t left)
{
	size_t length;
	uint32_t point;
	uint32_t least;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		length = 2, least = 0x80, point = s[0] & 0x1fU;
	else if ((s[0] & 0xf0) == 0xe0)
		length = 3, least = 0x800, point = s[0] & 0x0fU;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		length = 4, least = 0x10000, point = s[0] & 0x07U;
	else
		return 0;
	if (left < length)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (s[i] & 0x3fU);
	}
	if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	return length;
}

int scan_bytes(const char *line, size_t length, struct complaint *c)
{
	const unsigned char *s = (const unsigned char *)line;
	size_t step;

	for (size_t i = 0; i < length; i += step) {
		if (s[i] == 0)
			return complain(c, "a NUL byte at column %zu", i + 1);
		if ((s[i] < ' ' && s[i] != '\t') || s[i] == 0x7f)
			return complain(c, "a control byte 0x%02x at column %zu", s[i], i + 1);
		step = utf8_length(s + i, length - i);
		if (!step)
			return complain(
				c, "the byte 0x%02x at column %zu is not UTF-8", s[i], i + 1);
	}
	return 0;
}
