/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a check of hostel doctor found.
 */
#include "verdict.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/output.h"

static const char *const names[LEVELS] = {"PASS", "INFO", "WARN", "FAIL", "SKIP", "ERROR", "WAIVED"};

const char *level_name(enum level level)
{
	return names[level];
}

enum level level_of(const char *name)
{
	enum level level = LEVEL_PASS;

	while (level < LEVELS && strcmp(names[level], name))
		level++;
	return level;
}

bool level_is_bad(enum level level)
{
	return level == LEVEL_WARN || level == LEVEL_FAIL || level == LEVEL_ERROR;
}

__attribute__((format(printf, 1, 0))) static char *format_text(const char *format, va_list ap)
{
	return make_printable(text_of_list(format, ap));
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

static void add_item(struct verdict *v, const char *tenant, char *text)
{
	if (v->count == VERDICT_ITEMS_MAX) {
		v->dropped++;
		free(text);
		return;
	}
	v->items = reallocarray(v->items, v->count + 1, sizeof(*v->items));
	if (!v->items)
		out_of_memory();
	v->items[v->count++] = (struct verdict_item){.text = text,
		.tenant = tenant ? make_printable(text_of("%s", tenant)) : NULL};
}

void verdict_add(struct verdict *v, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_item(v, NULL, format_text(format, ap));
	va_end(ap);
}

void verdict_add_of(struct verdict *v, const char *tenant, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_item(v, tenant, format_text(format, ap));
	va_end(ap);
}

void verdict_remedy(struct verdict *v, const char *format, ...)
{
	va_list ap;

	free(v->remedy);
	va_start(ap, format);
	v->remedy = format_text(format, ap);
	va_end(ap);
}

void verdict_evidence(struct verdict *v, const char *source, const char *said)
{
	v->evidence = reallocarray(v->evidence, v->evidence_count + 1, sizeof(*v->evidence));
	if (!v->evidence)
		out_of_memory();
	v->evidence[v->evidence_count++] = (struct verdict_evidence){
		make_printable(text_of("%s", source)), make_printable(text_of("%s", said))};
}

ssize_t verdict_read(struct verdict *v, const char *path, char *buffer, size_t size)
{
	const ssize_t n = fd_get(AT_FDCWD, path, buffer, size);

	verdict_evidence(v, path, n < 0 ? strerrordesc_np(errno) : buffer);
	return n;
}

void verdict_count(struct verdict *v, enum level level, const char *fine, const char *what)
{
	if (v->count)
		verdict_set(v, level, "%s: %zu", what, v->count + v->dropped);
	else
		verdict_set(v, LEVEL_PASS, "%s", fine);
}

void verdict_free(struct verdict *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->items[i].text);
		free(v->items[i].tenant);
	}
	for (size_t i = 0; i < v->evidence_count; i++) {
		free(v->evidence[i].source);
		free(v->evidence[i].said);
	}
	free(v->items);
	free(v->evidence);
	free(v->detail);
	free(v->remedy);
	free(v->waiver);
	*v = (struct verdict){0};
}
