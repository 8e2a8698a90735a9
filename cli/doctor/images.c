/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: images that rooms are made of. Nothing is read whole: hostel image verify does
 * that.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/command/image/common.h"
#include "cli/command/image/used.h"
#include "cli/config.h"
#include "cli/output.h"
#include "image/list.h"
#include "image/mount.h"
#include "image/signature.h"

/* What it says is `hostel check`'s to say. */
static int read_config(struct doctor *d, struct image_config *config, struct image_uses *policies)
{
	int AUTO_CLOSE directory = -1;
	int status;

	say_nothing(true);
	status = image_config_read(config, d->cli);
	*policies = (struct image_uses){0};
	directory = status ? -1 : config_open(d->cli);
	if (!status)
		status = directory < 0 ? EXIT_POLICY : image_uses_policies(policies, directory);
	say_nothing(false);
	return status;
}

/* What new rooms get: current versions, and those that a policy names. */
static void look_at_refused(const struct image_config *config, const struct image_id *id,
	const char *who, struct verdict *v)
{
	struct image_id at = *id;
	struct image_version version = {.dir = -1, .file = -1};
	char name[IMAGE_ID_SIZE];
	struct err e = ERR_NONE;

	if (image_resolve(&at, &e) == 0 &&
		image_version_open(&at, &config->rules, &version, &e) == 0)
		image_version_allowed(&version, &config->rules, &e);
	image_version_close(&version);
	image_id_print(&at, name);
	if (e.code)
		verdict_add(v, "%s%s%s: %s", name, *who ? " of " : "", who, e.message);
}

void doctor_images(struct doctor *d, struct verdict *v)
{
	struct image_config config;
	struct image_uses policies;
	struct err e = ERR_NONE;
	char **names = NULL;
	size_t count = 0;

	if (read_config(d, &config, &policies) || image_names(&names, &count, &e) < 0) {
		verdict_set(v, LEVEL_SKIP, "the configuration or the store cannot be read");
	} else {
		for (size_t i = 0; i < config.rules.count; i++) {
			e = ERR_NONE;
			if (image_key_check(config.rules.keys[i], &e) < 0)
				verdict_add(v, "%s", e.message);
		}
		for (size_t i = 0; i < policies.count; i++)
			look_at_refused(&config, &policies.v[i].id, policies.v[i].who, v);
		for (size_t i = 0; i < count; i++) {
			struct image_id id = {.version = 0};

			snprintf(id.name, sizeof(id.name), "%s", names[i]);
			if (image_current(names[i]))
				look_at_refused(&config, &id, "", v);
		}
		verdict_count(v, LEVEL_FAIL, "images and their keys can be used",
			"images or keys that cannot be used");
	}
	image_names_free(names, count);
	image_uses_free(&policies);
	image_config_free(&config);
}

/* --- how much they are guarded
 * ----------------------------------------------------------------------------- */

struct guarded {
	const struct image_config *config;
	struct verdict *v;
	size_t seen;
};

static void look_at_guard(void *context, const struct image_id *id)
{
	struct guarded *g = context;
	const enum image_way way = image_mounted(id);
	struct image_version version;
	char name[IMAGE_ID_SIZE];
	struct err e = ERR_NONE;

	if (!way)
		return;
	g->seen++;
	image_id_print(id, name);
	if (way == IMAGE_WAY_DIGEST)
		verdict_add(
			g->v, "%s: read once when it was mounted, guarded by nobody since", name);
	if (g->config->rules.count &&
		image_version_open(id, &g->config->rules, &version, &e) == 0 &&
		version.sign == IMAGE_UNSIGNED)
		verdict_add(g->v, "%s: in use without a signature, though there are keys", name);
	if (g->config->rules.count)
		image_version_close(&version);
}

void doctor_image_integrity(struct doctor *d, struct verdict *v)
{
	struct image_config config;
	struct image_uses policies;
	struct guarded g = {&config, v, 0};
	struct err e = ERR_NONE;

	if (read_config(d, &config, &policies) || image_mounts_each(look_at_guard, &g, &e) < 0)
		verdict_set(v, LEVEL_SKIP, "the configuration or the mounts cannot be read");
	else if (!g.seen)
		verdict_set(v, LEVEL_SKIP, "no image is mounted");
	else
		verdict_count(v, LEVEL_WARN, "the kernel guards all images that are mounted",
			"images that are guarded weakly");
	image_uses_free(&policies);
	image_config_free(&config);
}
