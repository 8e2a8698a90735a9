/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes without a look at the locale.
 */
#include "ascii.h"

#include <string.h>

bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool ascii_alnum(char c)
{
	return ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool ascii_only(const char *text, size_t length, const char *also)
{
	for (size_t i = 0; i < length; i++)
		if (!ascii_alnum(text[i]) && !strchr(also, text[i]))
			return false;
	return true;
}

bool ascii_blank(char c)
{
	return c == ' ' || c == '\t';
}

char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool ascii_same(const char *a, const char *b)
{
	while (*a && ascii_lower(*a) == ascii_lower(*b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}
