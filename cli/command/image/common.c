/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the verbs of hostel image share.
 */
#include "image/mount.h"
#include "common.h"

#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "host/config_dir.h"
#include "image/judged.h"
#include "policy/defaults.h"
#include "policy/single.h"
#include "used.h"

int image_config_read(struct image_config *i, const struct cli *c)
{
	int AUTO_CLOSE directory = config_open(c);
	const struct policy_reader reader = config_reader(&directory);
	struct problems problems = {0};
	char ini[CONFIG_STAMP_SIZE];
	int error;

	memset(i, 0, sizeof(*i));
	if (directory < 0)
		return EXIT_POLICY;
	config_stamp(directory, "hostel.ini", ini);
	error = policy_load_image(&i->policy, &reader, &problems);
	if (error == ENOENT)
		error = policy_init(&i->policy);
	if (error == ENOMEM)
		out_of_memory();
	if (error) {
		say("%s/hostel.ini: [image] has mistakes", c->config);
		problems_say(&problems);
		return EXIT_POLICY;
	}
	i->rules = (struct image_rules){.count = i->policy.image_keys.count,
		.keys = i->policy.image_keys.items,
		.require_signature = i->policy.image_require_signature,
		.strong = i->policy.image_integrity == IMAGE_INTEGRITY_VERITY,
		.stamp = i->stamp};
	image_rules_stamp(ini, i->rules.keys, i->rules.count, i->stamp);
	return 0;
}

void image_config_free(struct image_config *i)
{
	policy_free(&i->policy);
	memset(i, 0, sizeof(*i));
}

int image_operand(const char *verb, const char *text, struct image_id *id)
{
	struct err e = ERR_NONE;

	if (image_id_parse(text, id, &e) < 0) {
		say("%s: %s", verb, e.message);
		return EXIT_USAGE;
	}
	if (image_resolve(id, &e) == 0)
		return 0;
	say("%s: %s", verb, e.message);
	return e.code == ENOENT ? EXIT_NO_SUCH : EXIT_FAILED;
}

int image_failed(const char *verb, const struct image_id *id, const struct err *e)
{
	char text[IMAGE_ID_SIZE];

	image_id_print(id, text);
	say("%s: %s: %s", verb, text, e->message);
	switch (e->code) {
	case EOPNOTSUPP:
		return EXIT_HOST;
	case ETIMEDOUT:
		return EXIT_BUSY;
	case ESTALE:
	case EEXIST:
		return EXIT_GUARD;
	case ENOSPC:
	case EROFS:
		return EXIT_SYSTEM;
	default:
		return EXIT_FAILED;
	}
}

void image_answer(
	const struct cli *c, const struct image_id *id, const char *key, const char *value)
{
	char text[IMAGE_ID_SIZE];
	struct json *o;

	if (!c->json)
		return;
	image_id_print(id, text);
	o = json_make_object();
	json_put_text(o, "image", text);
	if (key)
		json_put_text(o, key, value);
	json_finish(o);
}

void image_progress(uint64_t done, uint64_t size)
{
	progress("percent read", (size_t)(done * 100 / (size ? size : 1)));
}

void image_progress_end(void)
{
	progress(NULL, 0);
}

/* A room that is alive may be of another version than the next one is. */
static int take_rooms_version(struct tenants_image *t, const char *command)
{
	struct image_uses rooms;
	struct err e = ERR_NONE;

	if (image_uses_rooms(&rooms, &e) < 0) {
		say("%s: %s", command, e.message);
		return EXIT_SYSTEM;
	}
	for (size_t i = 0; i < rooms.count; i++)
		if (!strcmp(rooms.v[i].who, t->tenant.account.name) &&
			!strcmp(rooms.v[i].id.name, t->id.name))
			t->id = rooms.v[i].id;
	image_uses_free(&rooms);
	return 0;
}

int image_of_tenant(struct tenants_image *t, const struct cli *c, const char *command, const char *name,
	bool alone)
{
	struct image_config rules;
	struct err e = ERR_NONE;
	int status = image_config_read(&rules, c), loaded;

	loaded = tenants_image_load(t, c, command, name, NULL, alone);
	status = status ? status : loaded;
	if (!status && !alone)
		status = take_rooms_version(t, command);
	if (!status && image_mount(&t->id, &rules.rules, NULL, &e) < 0)
		status = image_failed(command, &t->id, &e);
	image_config_free(&rules);
	return status;
}
