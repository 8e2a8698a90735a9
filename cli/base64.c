/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Base64 that has one form only.
 */
#include "base64.h"

#include <string.h>

static int digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

int base64_decode(const char *text, size_t n, uint8_t *blob)
{
	size_t pads = 0;
	uint32_t bits = 0;
	int size = 0;

	if (!n || n % 4)
		return -1;
	while (pads < 2 && text[n - 1 - pads] == '=')
		pads++;
	for (size_t i = 0; i < n; i++) {
		const int d = i < n - pads ? digit(text[i]) : 0;

		if (d < 0)
			return -1;
		bits = bits << 6 | (uint32_t)d;
		if (i % 4 == 3) {
			blob[size++] = (uint8_t)(bits >> 16);
			blob[size++] = (uint8_t)(bits >> 8);
			blob[size++] = (uint8_t)bits;
			bits = 0;
		}
	}
	for (size_t i = 0; i < pads; i++)
		if (blob[--size])
			return -1;
	return size;
}
