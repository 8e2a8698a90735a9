/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image status: every version of an image, or of all. Nothing is read whole and nothing
 * mounted for it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/json.h"
#include "cli/output.h"
#include "common.h"
#include "image.h"
#include "image/list.h"
#include "image/mount.h"
#include "lacks.h"
#include "used.h"

struct look {
	const struct cli *cli;
	struct image_config config;
	struct image_uses rooms, policies;
	struct table table;
	struct json *list; /* NULL: text */
};

/* One version as it was found. */
struct found {
	struct image_version v;
	struct err e; /* what is wrong with it */
	bool current;
	enum image_way way;
	char *runs, *named; /* or NULL */
	size_t lacks;
	const char *sentences[IMAGE_LACKS_MAX];
};

static void look_at(struct look *l, const struct image_id *id, uint64_t current, struct found *f)
{
	*f = (struct found){.current = id->version == current, .way = image_mounted(id)};
	if (image_version_open(id, &l->config.rules, &f->v, &f->e) == 0)
		image_version_allowed(&f->v, &l->config.rules, &f->e);
	image_version_close(&f->v);
	f->v.m.id = *id;
	f->runs = image_uses_text(&l->rooms, id);
	f->named = image_uses_text(&l->policies, id);
	if (f->way)
		f->lacks = image_lacks(id, f->sentences);
}

/* "  WORD VALUE" */
static void append(char **text, const char *word, const char *value)
{
	char *longer = text_of("%s  %s%s\n", *text ? *text : "", word, value);

	free(*text);
	*text = longer;
}

static void print_found(struct look *l, const struct found *f)
{
	char name[IMAGE_ID_SIZE], size[24] = "", *below = NULL, *AUTO_FREE sign = NULL;
	const bool known = f->v.m.size;

	image_id_print(&f->v.m.id, name);
	if (known)
		print_size(size, sizeof(size), (int64_t)f->v.m.size);
	sign = text_of("%s%s%s", known ? image_signed_name(f->v.sign) : "", f->v.key ? " by " : "",
		f->v.key ? f->v.key : "");
	table_add(&l->table,
		(const char *const[]){name, f->current ? "current" : "", f->v.m.created,
			f->v.m.system, f->v.m.architecture, size, sign, image_way_name(f->way)});
	if (f->e.code)
		append(&below, "refused: ", f->e.message);
	if (f->runs)
		append(&below, "runs: ", f->runs);
	if (f->named)
		append(&below, "named by ", f->named);
	for (size_t i = 0; i < f->lacks; i++)
		append(&below, "", f->sentences[i]);
	if (below)
		table_add_below(&l->table, below);
}

static struct json *texts(const struct image_uses *u, const struct image_id *id)
{
	struct json *list = json_make_array();
	const char *who;
	size_t at = 0;

	while ((who = image_uses_next(u, id, &at)))
		json_add_text(list, who);
	return list;
}

static struct json *found_json(const struct look *l, const struct found *f)
{
	struct json *o = json_make_object(), *lacks = json_make_array();
	const struct image_manifest *m = &f->v.m;

	json_put_number(o, "version", (int64_t)m->id.version);
	json_put_bool(o, "current", f->current);
	if (f->e.code)
		json_put_text(o, "refused", f->e.message);
	else
		json_put_null(o, "refused");
	if (m->size) {
		json_put_text(o, "system", m->system);
		json_put_text(o, "architecture", m->architecture);
		json_put_number(o, "size", (int64_t)m->size);
		json_put_text(o, "source", m->source);
		json_put_text(o, "created", m->created);
		json_put_text(o, "sha256", m->sha256);
		json_put_text(o, "signature", image_signed_name(f->v.sign));
	}
	if (f->v.key)
		json_put_text(o, "key", f->v.key);
	json_put_text(o, "integrity", image_way_name(f->way));
	json_put(o, "rooms", texts(&l->rooms, &m->id));
	json_put(o, "named_by", texts(&l->policies, &m->id));
	for (size_t i = 0; i < f->lacks; i++)
		json_add_text(lacks, f->sentences[i]);
	json_put(o, "lacks", lacks);
	return o;
}

static void show_image(struct look *l, const char *name)
{
	struct json *o = l->list ? json_make_object() : NULL,
		    *versions = l->list ? json_make_array() : NULL;
	const uint64_t current = image_current(name);
	struct image_id id = {.version = 0};
	struct err ignored = ERR_NONE;
	uint64_t *AUTO_FREE numbers = NULL;
	size_t count = 0;

	snprintf(id.name, sizeof(id.name), "%s", name);
	image_versions(name, &numbers, &count, &ignored);
	for (size_t i = 0; i < count; i++) {
		struct found f;

		id.version = numbers[i];
		look_at(l, &id, current, &f);
		if (versions)
			json_add(versions, found_json(l, &f));
		else
			print_found(l, &f);
		free(f.runs);
		free(f.named);
	}
	if (!o)
		return;
	json_put_text(o, "name", name);
	if (current)
		json_put_number(o, "current", (int64_t)current);
	else
		json_put_null(o, "current");
	json_put(o, "versions", versions);
	json_add(l->list, o);
}

static int begin(struct look *l)
{
	int AUTO_CLOSE directory = -1;
	struct err e = ERR_NONE;
	int status = image_config_read(&l->config, l->cli);

	if (status)
		return status;
	directory = config_open(l->cli);
	status = directory < 0 ? EXIT_POLICY : image_uses_policies(&l->policies, directory);
	if (status || image_uses_rooms(&l->rooms, &e) == 0)
		return status;
	say("image status: %s", e.message);
	return EXIT_SYSTEM;
}

static int show(struct look *l, const char *only)
{
	struct err e = ERR_NONE;
	char **names = NULL;
	size_t n = 0;
	bool found = false;

	if (image_names(&names, &n, &e) < 0) {
		say("image status: %s", e.message);
		return EXIT_SYSTEM;
	}
	for (size_t i = 0; i < n; i++) {
		if (only && strcmp(only, names[i]))
			continue;
		found = true;
		show_image(l, names[i]);
	}
	image_names_free(names, n);
	if (found || !only)
		return 0;
	say("image status: there is no image %s on this host: hostel image list", only);
	return EXIT_NO_SUCH;
}

int image_status(const struct cli *c, int count, char **operands)
{
	static const struct column columns[] = {{"IMAGE", false}, {"", false}, {"CREATED", false},
		{"SYSTEM", false}, {"ARCHITECTURE", false}, {"SIZE", true}, {"SIGNATURE", false},
		{"INTEGRITY", false}};
	struct look l = {
		.cli = c, .table = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL}};
	int status = begin(&l);

	if (!status && c->json)
		l.list = json_make_array();
	if (!status)
		status = show(&l, count ? operands[0] : NULL);
	if (!status && l.list)
		json_finish(l.list);
	else if (!status && !l.table.row_count)
		say("there is no image on this host: hostel image pull, import, build or receive");
	else if (!status)
		table_show(&l.table);
	table_free(&l.table);
	image_uses_free(&l.rooms);
	image_uses_free(&l.policies);
	image_config_free(&l.config);
	return status;
}
