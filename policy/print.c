/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Print one value as it would be written in a file, quoted where the lexer would cut it.
 * Also the growing text that the kinds print into.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

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
	for (const char *percent = strchr(s, '%'); percent; percent = strchr(s, '%')) {
		text_add(t, "%.*s%%%%", (int)(percent - s), s);
		if (memchr(s, ';', (size_t)(percent - s)) || memchr(s, '#', (size_t)(percent - s)))
			t->special = true;
		s = percent + 1;
	}
	text_put(t, s);
}

int policy_print_field(const struct policy *p, enum field_id id, char *buffer, size_t size)
{
	const struct field *f = &policy_fields[id];
	struct text trial = {0};
	struct text out = {.buffer = buffer, .size = size};

	kind_of(f)->print(f, field_value(p, id), &trial);
	if (size)
		buffer[0] = '\0';
	if (trial.special)
		text_add(&out, "\"");
	kind_of(f)->print(f, field_value(p, id), &out);
	if (trial.special)
		text_add(&out, "\"");
	return (int)out.length;
}
