/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mistakes as values: collected, never printed here. What was written in a file is shown without
 * control bytes, so that a message cannot do anything to a terminal or a log.
 */
#include "policy/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/printable.h"
#include "text.h"

/* Copy what fits; what does not ends with "...". */
static void copy_text(char *to, size_t size, const char *from)
{
	size_t length = strlen(from);

	if (length < size) {
		memcpy(to, from, length + 1);
	} else {
		memcpy(to, from, size - 4);
		memcpy(to + size - 4, "...", 4);
	}
	make_printable(to);
}

size_t problems_total(const struct problems *ps)
{
	return ps->count + ps->dropped;
}

void problems_append(struct problems *ps, const struct problem *p)
{
	if (ps->count == PROBLEMS_MAX)
		ps->dropped++;
	else
		ps->v[ps->count++] = *p;
}

void problems_add(struct problems *ps, const char *file, uint32_t line, const char *where,
	const char *value, const char *format, ...)
{
	struct problem p = {.line = line};
	va_list arguments;

	copy_text(p.file, sizeof(p.file), file);
	copy_text(p.where, sizeof(p.where), where);
	copy_text(p.value, sizeof(p.value), value ? value : "");
	va_start(arguments, format);
	(void)vsnprintf(p.message, sizeof(p.message), format, arguments);
	va_end(arguments);
	make_printable(p.message);
	problems_append(ps, &p);
}

/* Where a file stands in the list; behind all of them if it does not. */
static size_t rank_of(const struct problem *p, const char *const *files, size_t count)
{
	size_t i = 0;

	while (i < count && strcmp(p->file, files[i]) != 0)
		i++;
	return i;
}

void problems_sort(struct problems *ps, size_t start, const char *const *files, size_t count)
{
	for (size_t i = start + 1; i < ps->count; i++) {
		struct problem p = ps->v[i];
		size_t rank = rank_of(&p, files, count);
		size_t at = i;

		for (; at > start; at--) {
			const struct problem *before = &ps->v[at - 1];
			size_t other = rank_of(before, files, count);

			if (other < rank || (other == rank && before->line <= p.line))
				break;
			ps->v[at] = *before;
		}
		ps->v[at] = p;
	}
}

int problem_print(char *buffer, size_t size, const struct problem *p)
{
	struct text out = {.buffer = buffer, .size = size};

	text_put(&out, p->file);
	if (p->line)
		text_add(&out, ":%u", p->line);
	text_put(&out, ": ");
	text_put(&out, p->where);
	if (p->where[0] && p->value[0])
		text_put(&out, " = ");
	text_put(&out, p->value);
	if (p->where[0] || p->value[0])
		text_put(&out, ": ");
	text_put(&out, p->message);
	return (int)out.length;
}
