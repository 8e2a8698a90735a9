/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Printable ASCII; no locale has a word in it.
 */
#include "base/printable.h"

bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

char *make_printable(char *text)
{
	for (char *p = text; *p; p++)
		if (!is_printable(*p))
			*p = '?';
	return text;
}
