/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A verdict as bytes: a letter for what it is and a text, each ended by a zero byte; the level is the first.
 */
#include "verdict_pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

static void put(FILE *f, char letter, const char *text)
{
	if (!text)
		return;
	fputc(letter, f);
	fputs(text, f);
	fputc('\0', f);
}

char *verdict_pack(const struct verdict *v, size_t *size)
{
	char *bytes = NULL, dropped[32];
	FILE *f = open_memstream(&bytes, size);

	if (!f)
		out_of_memory();
	fputc('0' + (int)v->level, f);
	put(f, 'D', v->detail);
	put(f, 'R', v->remedy);
	for (size_t i = 0; i < v->count; i++) {
		put(f, 'I', v->items[i].text);
		put(f, 'T', v->items[i].tenant);
	}
	for (size_t i = 0; i < v->evidence_count; i++) {
		put(f, 'S', v->evidence[i].source);
		put(f, 'E', v->evidence[i].said);
	}
	snprintf(dropped, sizeof(dropped), "%zu", v->dropped);
	put(f, 'N', dropped);
	if (fclose(f))
		out_of_memory();
	return bytes;
}

/* One field; *source is what the next 'E' belongs to. */
static bool take(struct verdict *v, char letter, const char *text, const char **source)
{
	switch (letter) {
	case 'D':
		verdict_set(v, v->level, "%s", text);
		return true;
	case 'R':
		verdict_remedy(v, "%s", text);
		return true;
	case 'I':
		verdict_add(v, "%s", text);
		return v->dropped == 0;
	case 'T':
		if (!v->count || v->items[v->count - 1].tenant)
			return false;
		v->items[v->count - 1].tenant = text_of("%s", text);
		return true;
	case 'S':
		*source = text;
		return true;
	case 'E':
		if (!*source)
			return false;
		verdict_evidence(v, *source, text);
		*source = NULL;
		return true;
	case 'N':
		v->dropped = strtoul(text, NULL, 10);
		return true;
	}
	return false;
}

bool verdict_unpack(struct verdict *v, const char *bytes, size_t size)
{
	const char *source = NULL, *at = bytes + 1, *end = bytes + size;

	*v = (struct verdict){0};
	if (!size || *bytes < '0' || *bytes >= '0' + LEVELS)
		return false;
	v->level = (enum level)(*bytes - '0');
	while (at < end) {
		const char *zero = memchr(at, '\0', (size_t)(end - at));

		if (!zero || zero == at || !take(v, *at, at + 1, &source))
			return false;
		at = zero + 1;
	}
	return v->detail;
}
