/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is other in a new set. Only names are kept; both files are read again for the one that is told of.
 */
#include "diffs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/output.h"

#define TENANTS "tenants/"

static const char *const words[] = {[DIFF_ADDED] = "added", [DIFF_CHANGED] = "changed",
	[DIFF_CLOSED] = "closed", [DIFF_REMOVED] = "removed", [DIFF_KEPT] = "kept"};

void diffs_add(struct diffs *c, enum diff_kind kind, const char *path)
{
	if (c->count == c->size) {
		c->size = c->size ? 2 * c->size : 64;
		c->v = reallocarray(c->v, c->size, sizeof(*c->v));
		if (!c->v)
			out_of_memory();
	}
	c->v[c->count++] = (struct diff){.kind = kind, .path = text_of("%s", path)};
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct diff *)a)->path, ((const struct diff *)b)->path);
}

void diffs_sort(struct diffs *c)
{
	if (c->count)
		qsort(c->v, c->count, sizeof(*c->v), by_path);
}

struct diff *diffs_find(struct diffs *c, const char *path)
{
	const struct diff key = {.path = (char *)path};

	return c->count ? bsearch(&key, c->v, c->count, sizeof(*c->v), by_path) : NULL;
}

void diffs_free(struct diffs *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->v[i].path);
	free(c->v);
	*c = (struct diffs){0};
}

char *diff_tenant(const char *path)
{
	const size_t n = strlen(path), around = strlen(TENANTS ".ini");

	if (strncmp(path, TENANTS, strlen(TENANTS)) || n <= around)
		return NULL;
	return text_of("%.*s", (int)(n - around), path + strlen(TENANTS));
}

size_t diffs_count(const struct diffs *c, enum diff_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < c->count; i++)
		n += c->v[i].kind == kind && !strncmp(c->v[i].path, TENANTS, strlen(TENANTS));
	return n;
}

/* --- keys ------------------------------------------------------------------------------------- */

struct pair {
	char *key, *value; /* "resources.memory.max" */
	bool seen;
};

struct pairs {
	size_t count;
	struct pair *v;
};

/* The last line of a key, as a login would refuse two. */
static void pairs_read(struct pairs *p, int directory, const char *path)
{
	struct ini_cursor at = {0};
	char *text = NULL, *section, *key, *value;

	*p = (struct pairs){0};
	say_nothing(true); /* one that cannot be read has no keys */
	(void)config_text(directory, path, &text);
	say_nothing(false);
	at.at = text;
	while (text && ini_each(&at, &section, &key, &value)) {
		p->v = reallocarray(p->v, p->count + 1, sizeof(*p->v));
		if (!p->v)
			out_of_memory();
		p->v[p->count++] = (struct pair){make_printable(text_of("%s.%s", section, key)),
			make_printable(value), false};
		free(section);
		free(key);
	}
	free(text);
}

static void pairs_free(struct pairs *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->v[i].key);
		free(p->v[i].value);
	}
	free(p->v);
}

static struct pair *pairs_find(const struct pairs *p, const char *key)
{
	for (size_t i = 0; i < p->count; i++)
		if (!strcmp(p->v[i].key, key))
			return &p->v[i];
	return NULL;
}

typedef void (*tell_key)(void *context, const char *key, const char *old, const char *new);

/* Each key whose value is another one; NULL for a side that has none. How many. */
static size_t compare(const char *path, int old, int fresh, tell_key tell, void *context)
{
	struct pairs before, after;
	size_t n = 0;

	pairs_read(&before, old, path);
	pairs_read(&after, fresh, path);
	for (size_t i = 0; i < after.count; i++) {
		struct pair *was = pairs_find(&before, after.v[i].key);

		if (was)
			was->seen = true;
		if (was && !strcmp(was->value, after.v[i].value))
			continue;
		tell(context, after.v[i].key, was ? was->value : NULL, after.v[i].value);
		n++;
	}
	for (size_t i = 0; i < before.count; i++)
		if (!before.v[i].seen) {
			tell(context, before.v[i].key, before.v[i].value, NULL);
			n++;
		}
	pairs_free(&before);
	pairs_free(&after);
	return n;
}

/* --- told ------------------------------------------------------------------------------------- */

static void print_key(void *context, const char *key, const char *old, const char *new)
{
	printf("%s: %s: %s -> %s\n", (const char *)context, key, old ? old : "(not set)",
		new ? new : "(not set)");
}

static void print_one(const struct diff *c, int old, int fresh)
{
	static const char *const sentences[] = {[DIFF_ADDED] = "added",
		[DIFF_CLOSED] = "is not in the set any more: suspended",
		[DIFF_REMOVED] = "removed", [DIFF_KEPT] = "keeps what it has: its new file has a mistake"};
	char *AUTO_FREE tenant = diff_tenant(c->path);
	char *AUTO_FREE shown = make_printable(text_of("%s", tenant ? tenant : c->path));

	if (c->kind != DIFF_CHANGED)
		printf("%s: %s\n", shown, sentences[c->kind]);
	else if (!compare(c->path, old, fresh, print_key, shown))
		printf("%s: only comments\n", shown);
	if (c->kind == DIFF_CHANGED && c->shut)
		printf("%s: cannot log in any more\n", shown);
}

void diffs_print(const struct diffs *c, int old, int fresh)
{
	for (size_t i = 0; i < c->count; i++)
		print_one(&c->v[i], old, fresh);
}

static void put_or_null(struct json *o, const char *name, const char *value)
{
	if (value)
		json_put_text(o, name, value);
	else
		json_put_null(o, name);
}

static void add_key(void *context, const char *key, const char *old, const char *new)
{
	struct json *one = json_make_object();

	json_put_text(one, "key", key);
	put_or_null(one, "old", old);
	put_or_null(one, "new", new);
	json_add(context, one);
}

struct json *diffs_json(const struct diffs *c, int old, int fresh)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < c->count; i++) {
		struct json *one = json_make_object(), *keys = json_make_array();
		char *AUTO_FREE file = make_printable(text_of("%s", c->v[i].path));
		char *AUTO_FREE tenant = diff_tenant(file);

		json_put_text(one, "file", file);
		put_or_null(one, "tenant", tenant);
		json_put_text(one, "what", words[c->v[i].kind]);
		json_put_bool(one, "suspended", c->v[i].shut);
		if (c->v[i].kind == DIFF_CHANGED)
			(void)compare(c->v[i].path, old, fresh, add_key, keys);
		json_put(one, "keys", keys);
		json_add(list, one);
	}
	return list;
}
