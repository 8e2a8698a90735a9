/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text that grows in a fixed buffer.
 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_add(struct text *t, const char *format, ...)
{
	bool room = t->length < t->size;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(room ? t->buffer + t->length : NULL, room ? t->size - t->length : 0,
		format, arguments);
	va_end(arguments);
	if (length > 0)
		t->length += (size_t)length;
}

void text_put(struct text *t, const char *s)
{
	if (strpbrk(s, ";#"))
		t->special = true;
	text_add(t, "%s", s);
}

void text_put_template(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (*s == '%')
			text_put(t, "%");
		text_put(t, (char[]){*s, '\0'});
	}
}
