/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mistakes and warnings of hostel check.
 */
#include "findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "output.h"

#define FINDINGS_MAX 10000 /* more are counted only: memory does not grow with a set */

static bool same(const struct finding *a, const struct finding *b)
{
	const struct problem *p = &a->problem, *q = &b->problem;

	return p->line == q->line && !strcmp(a->directory, b->directory) &&
	       !strcmp(p->file, q->file) && !strcmp(p->where, q->where) &&
	       !strcmp(p->value, q->value) && !strcmp(p->message, q->message);
}

static void add(struct findings *f, const struct finding *one)
{
	for (size_t i = 0; i < f->count; i++)
		if (same(&f->v[i], one))
			return;
	*(one->warning ? &f->warnings : &f->mistakes) += 1;
	if (f->count == FINDINGS_MAX) {
		f->dropped++;
		return;
	}
	f->v = reallocarray(f->v, f->count + 1, sizeof(*f->v));
	if (!f->v)
		out_of_memory();
	f->v[f->count] = *one;
	f->v[f->count].directory = text_of("%s", one->directory);
	f->count++;
}

void findings_take(struct findings *f, const char *directory, struct problems *ps, bool warning)
{
	for (size_t i = 0; i < ps->count; i++) {
		const struct finding one = {warning, (char *)directory, ps->v[i]};

		add(f, &one);
	}
	f->dropped += ps->dropped;
	f->mistakes += ps->dropped;
	ps->count = ps->dropped = 0;
}

static void print_one(const struct finding *one)
{
	struct problem p = one->problem;
	char line[1024], *rest;

	if (one->warning)
		snprintf(p.message, sizeof(p.message), "warning: %.240s", one->problem.message);
	problem_print(line, sizeof(line), &p);
	rest = strstr(line, ": ");
	if (rest)
		*rest++ = '\0';
	printf("%s%s%s:%s%s\n", paint(one->warning ? PAINT_YELLOW : PAINT_RED), one->directory,
		line, paint(PAINT_PLAIN), rest ? rest : "");
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

void findings_print(const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		print_one(&f->v[i]);
	if (f->dropped)
		printf("and %zu more\n", f->dropped);
	printf("%zu file%s, %zu tenant%s: ", f->files, plural(f->files), f->tenants,
		plural(f->tenants));
	if (f->mistakes)
		printf("%s%zu mistake%s%s", paint(PAINT_RED), f->mistakes, plural(f->mistakes),
			paint(PAINT_PLAIN));
	else
		printf("%sno mistakes%s", paint(PAINT_GREEN), paint(PAINT_PLAIN));
	if (f->warnings)
		printf(", %zu warning%s", f->warnings, plural(f->warnings));
	printf("\n");
}

void findings_print_json(const struct findings *f)
{
	struct json *o = json_make_object(), *list = json_make_array();

	for (size_t i = 0; i < f->count; i++) {
		const struct problem *p = &f->v[i].problem;
		struct json *one = json_make_object();
		char *file = text_of("%s%s", f->v[i].directory, p->file);

		json_put_text(one, "severity", f->v[i].warning ? "warning" : "mistake");
		json_put_text(one, "file", file);
		json_put_number(one, "line", p->line);
		json_put_text(one, "where", p->where);
		json_put_text(one, "value", p->value);
		json_put_text(one, "message", p->message);
		json_add(list, one);
		free(file);
	}
	json_put(o, "problems", list);
	json_put_number(o, "files", (int64_t)f->files);
	json_put_number(o, "tenants", (int64_t)f->tenants);
	json_put_number(o, "mistakes", (int64_t)f->mistakes);
	json_put_number(o, "warnings", (int64_t)f->warnings);
	json_finish(o);
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->v[i].directory);
	free(f->v);
	*f = (struct findings){0};
}
