/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a check of hostel doctor found.
 */
#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/output.h"

__attribute__((format(printf, 1, 0))) static char *format_text(const char *format, va_list ap)
{
	char *text;

	if (vasprintf(&text, format, ap) < 0)
		out_of_memory();
	return make_printable(text);
}

void verdict_set(struct verdict *v, enum level level, const char *format, ...)
{
	va_list ap;

	free(v->detail);
	va_start(ap, format);
	v->detail = format_text(format, ap);
	va_end(ap);
	v->level = level;
}

void verdict_add(struct verdict *v, const char *format, ...)
{
	va_list ap;

	v->items = reallocarray(v->items, v->count + 1, sizeof(*v->items));
	if (!v->items)
		out_of_memory();
	va_start(ap, format);
	v->items[v->count++] = format_text(format, ap);
	va_end(ap);
}

void verdict_count(struct verdict *v, enum level level, const char *fine, const char *what)
{
	if (v->count)
		verdict_set(v, level, "%s: %zu", what, v->count);
	else
		verdict_set(v, LEVEL_OK, "%s", fine);
}

void verdict_free(struct verdict *v)
{
	for (size_t i = 0; i < v->count; i++)
		free(v->items[i]);
	free(v->items);
	free(v->detail);
}
