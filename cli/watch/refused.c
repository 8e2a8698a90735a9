/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values that are not taken.
 */
#include "refused.h"

#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "cli/output.h"

#define REFUSED_MAX 10000 /* then no more are named */

void refused_set(struct refused *r, const char *key, const char *why)
{
	size_t at = 0;

	while (at < r->count && strcmp(r->v[at].key, key))
		at++;
	if (at < r->count) {
		free(r->v[at].why);
		if (why) {
			r->v[at].why = text_of("%s", why);
			return;
		}
		free(r->v[at].key);
		r->v[at] = r->v[--r->count];
		return;
	}
	if (!why || r->count == REFUSED_MAX)
		return;
	r->v = reallocarray(r->v, r->count + 1, sizeof(*r->v));
	if (!r->v)
		out_of_memory();
	r->v[r->count++] = (struct refusal){text_of("%s", key), text_of("%s", why)};
}

void refused_clear(struct refused *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->v[i].key);
		free(r->v[i].why);
	}
	free(r->v);
	*r = (struct refused){0};
}

void refused_print(const struct refused *r, FILE *f, size_t most)
{
	for (size_t i = 0; i < r->count && i < most; i++) {
		char *line = make_printable(text_of("%.200s: %.300s", r->v[i].key, r->v[i].why));

		fprintf(f, "%s\n", line);
		free(line);
	}
}
