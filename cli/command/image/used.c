/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who needs an image.
 */
#include "used.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/live.h"
#include "cli/output.h"
#include "talk/paths.h"

static void add(struct image_uses *u, const char *who, const char *text)
{
	struct err ignored = ERR_NONE;
	struct image_id id;

	if (image_id_parse(text, &id, &ignored) < 0)
		return;
	if (u->count == u->size) {
		u->size = u->size ? 2 * u->size : 16;
		u->v = reallocarray(u->v, u->size, sizeof(*u->v));
		if (!u->v)
			out_of_memory();
	}
	u->v[u->count++] = (struct image_use){text_of("%s", who), id};
}

int image_uses_rooms(struct image_uses *u, struct err *e)
{
	struct live l;

	*u = (struct image_uses){0};
	if (live_read(&l, NULL, e) < 0)
		return -1;
	for (size_t i = 0; i < l.count; i++)
		for (size_t k = 0; k < l.tenants[i].count; k++) {
			char path[sizeof(HOSTEL_STATEDIR) + 64], text[IMAGE_ID_SIZE];
			ssize_t n;

			snprintf(path, sizeof(path), "%s/t/%u/%u/image", HOSTEL_STATEDIR,
				l.tenants[i].uid, l.tenants[i].sandboxes[k].number);
			n = readlink(path, text, sizeof(text) - 1);
			if (n <= 0)
				continue; /* the host's own system */
			text[n] = '\0';
			add(u, l.tenants[i].name, text);
		}
	live_free(&l);
	return 0;
}

static int look_at(struct image_uses *u, int config, const char *path)
{
	char *AUTO_FREE text = NULL, *value;
	const int status = config_text(config, path, &text);

	if (status || !text)
		return status;
	value = ini_get(text, "filesystem", "image");
	if (value)
		add(u, path, value);
	free(value);
	return 0;
}

int image_uses_policies(struct image_uses *u, int config)
{
	static const char *const directories[] = {"plans", "tenants"};
	int status;

	*u = (struct image_uses){0};
	status = look_at(u, config, "hostel.ini");
	for (size_t d = 0; d < 2; d++) {
		char **names;
		const size_t count = config_names(config, directories[d], &names);

		for (size_t i = 0; i < count && !status; i++) {
			char *AUTO_FREE path = text_of("%s/%s.ini", directories[d], names[i]);

			status = look_at(u, config, path);
		}
		config_names_free(names, count);
	}
	return status;
}

void image_uses_free(struct image_uses *u)
{
	for (size_t i = 0; i < u->count; i++)
		free(u->v[i].who);
	free(u->v);
	*u = (struct image_uses){0};
}

const char *image_uses_next(const struct image_uses *u, const struct image_id *id, size_t *at)
{
	for (; *at < u->count; (*at)++) {
		const struct image_use *x = &u->v[*at];

		if (!strcmp(x->id.name, id->name) && (!id->version || x->id.version == id->version))
			return u->v[(*at)++].who;
	}
	return NULL;
}

char *image_uses_text(const struct image_uses *u, const struct image_id *id)
{
	const char *who, *last = "";
	char *text = NULL;
	size_t at = 0;

	while ((who = image_uses_next(u, id, &at))) {
		char *longer = strcmp(who, last)
				       ? text_of("%s%s%s", text ? text : "", text ? ", " : "", who)
				       : NULL;

		last = who;
		if (!longer)
			continue;
		free(text);
		text = longer;
	}
	return text;
}
