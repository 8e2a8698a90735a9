/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image list: a line for each image.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/json.h"
#include "cli/output.h"
#include "common.h"
#include "image.h"
#include "image/list.h"
#include "used.h"

struct row {
	const char *name;
	size_t versions, rooms;
	struct image_version current; /* opened, and closed again */
	bool good;
};

static void look_at(struct row *r, const char *name, const struct image_rules *rules,
	const struct image_uses *rooms)
{
	struct image_id id = {.version = 0};
	struct err ignored = ERR_NONE;
	uint64_t *AUTO_FREE numbers = NULL;
	size_t at = 0;

	*r = (struct row){.name = name};
	snprintf(id.name, sizeof(id.name), "%s", name);
	image_versions(name, &numbers, &r->versions, &ignored);
	while (image_uses_next(rooms, &id, &at))
		r->rooms++;
	id.version = image_current(name);
	r->good = id.version && image_version_open(&id, rules, &r->current, &ignored) == 0;
	if (id.version)
		image_version_close(&r->current);
	r->current.m.id = id;
}

static void print_row(struct table *t, const struct row *r)
{
	char current[24] = "none", versions[24], rooms[24], size[24] = "";

	if (r->current.m.id.version)
		snprintf(current, sizeof(current), "@%" PRIu64, r->current.m.id.version);
	snprintf(versions, sizeof(versions), "%zu", r->versions);
	snprintf(rooms, sizeof(rooms), "%zu", r->rooms);
	if (r->good)
		print_size(size, sizeof(size), (int64_t)r->current.m.size);
	table_add(t, (const char *const[]){r->name, current, versions,
			     r->good ? r->current.m.system : "damaged",
			     r->good ? r->current.m.architecture : "", size,
			     r->good ? image_signed_name(r->current.sign) : "", rooms});
}

static struct json *row_json(const struct row *r)
{
	struct json *o = json_make_object();

	json_put_text(o, "name", r->name);
	if (r->current.m.id.version)
		json_put_number(o, "current", (int64_t)r->current.m.id.version);
	else
		json_put_null(o, "current");
	json_put_number(o, "versions", (int64_t)r->versions);
	json_put_bool(o, "good", r->good);
	if (r->good) {
		json_put_text(o, "system", r->current.m.system);
		json_put_text(o, "architecture", r->current.m.architecture);
		json_put_number(o, "size", (int64_t)r->current.m.size);
		json_put_text(o, "signature", image_signed_name(r->current.sign));
	}
	json_put_number(o, "rooms", (int64_t)r->rooms);
	return o;
}

static void print_all(const struct cli *c, char **names, size_t count,
	const struct image_rules *rules, const struct image_uses *rooms)
{
	static const struct column columns[] = {{"IMAGE", false}, {"CURRENT", false},
		{"VERSIONS", true}, {"SYSTEM", false}, {"ARCHITECTURE", false}, {"SIZE", true},
		{"SIGNATURE", false}, {"ROOMS", true}};
	struct table t = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL};
	struct json *list = c->json ? json_make_array() : NULL;

	for (size_t i = 0; i < count; i++) {
		struct row r;

		look_at(&r, names[i], rules, rooms);
		if (list)
			json_add(list, row_json(&r));
		else
			print_row(&t, &r);
	}
	if (list)
		json_finish(list);
	else if (!count)
		say("there is no image on this host: hostel image pull, import, build or receive");
	else
		table_show(&t);
	table_free(&t);
}

int image_list(const struct cli *c, int count, char **operands)
{
	struct image_uses rooms = {0};
	struct image_config config;
	struct err e = ERR_NONE;
	char **names = NULL;
	size_t n = 0;
	int status = image_config_read(&config, c);

	(void)count;
	(void)operands;
	if (!status && (image_names(&names, &n, &e) < 0 || image_uses_rooms(&rooms, &e) < 0)) {
		say("image list: %s", e.message);
		status = EXIT_SYSTEM;
	}
	if (!status)
		print_all(c, names, n, &config.rules, &rooms);
	image_names_free(names, n);
	image_uses_free(&rooms);
	image_config_free(&config);
	return status;
}
