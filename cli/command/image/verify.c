/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image verify and mount.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fd.h"
#include "cli/json.h"
#include "cli/output.h"
#include "common.h"
#include "image.h"
#include "image/list.h"
#include "image/mount.h"

/* dm-verity's tree; where veritysetup is not installed nobody uses it, and nobody can tell. */
static int check_tree(const struct image_id *id, const struct image_version *v, struct err *e)
{
	char image[IMAGE_PATH_SIZE], hashes[IMAGE_PATH_SIZE];

	snprintf(image, sizeof(image), "%s/%s/%" PRIu64 "/image", HOSTEL_IMAGES, id->name,
		id->version);
	snprintf(hashes, sizeof(hashes), "%s/%s/%" PRIu64 "/hashes", HOSTEL_IMAGES, id->name,
		id->version);
	if (image_verity_check(image, hashes, v->m.verity, e) == 0)
		return 0;
	if (e->code != ENOENT)
		return -1;
	*e = ERR_NONE;
	return 0;
}

static int check(const struct image_id *id, const struct image_rules *r, struct image_version *v,
	struct err *e)
{
	int result = image_version_open(id, r, v, e);

	if (!result)
		result = image_version_allowed(v, r, e);
	if (!result)
		result = image_version_check(v, image_progress, e);
	image_progress_end();
	if (!result)
		result = check_tree(id, v, e);
	image_version_close(v);
	return result;
}

/* 0 or an exit status; `list` with --json. */
static int verify_one(const struct image_id *id, const struct image_rules *r, struct json *list)
{
	struct image_version v;
	struct err e = ERR_NONE;
	char name[IMAGE_ID_SIZE];
	const int bad = check(id, r, &v, &e);
	struct json *o = list ? json_make_object() : NULL;

	image_id_print(id, name);
	if (o) {
		json_put_text(o, "image", name);
		json_put_bool(o, "good", !bad);
		json_put_text(o, "signature", image_signed_name(v.sign));
		if (bad)
			json_put_text(o, "message", e.message);
		json_add(list, o);
	} else if (!bad) {
		printf("%s: good, %s%s%s\n", name, image_signed_name(v.sign), v.key ? " by " : "",
			v.key ? v.key : "");
	}
	return bad ? image_failed("image verify", id, &e) : 0;
}

/* All versions of one image. How many are bad; -1: the store cannot be read. */
static int verify_versions(const char *name, const struct image_rules *r, struct json *list)
{
	struct image_id id = {.version = 0};
	struct err e = ERR_NONE;
	uint64_t *AUTO_FREE numbers = NULL;
	size_t count;
	int bad = 0;

	snprintf(id.name, sizeof(id.name), "%s", name);
	if (image_versions(name, &numbers, &count, &e) < 0) {
		say("image verify: %s", e.message);
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		id.version = numbers[i];
		bad += verify_one(&id, r, list) != 0;
	}
	return bad;
}

static int verify_all(const struct image_rules *r, struct json *list)
{
	struct err e = ERR_NONE;
	char **names = NULL;
	size_t n = 0;
	int bad = 0;

	if (image_names(&names, &n, &e) < 0) {
		say("image verify: %s", e.message);
		return EXIT_SYSTEM;
	}
	for (size_t i = 0; i < n; i++)
		bad += !!verify_versions(names[i], r, list);
	image_names_free(names, n);
	return bad ? EXIT_FAILED : 0;
}

int image_verify(const struct cli *c, int count, char **operands)
{
	struct json *list = c->json ? json_make_array() : NULL;
	struct image_config config;
	struct image_id id;
	int status = image_config_read(&config, c);

	if (!status && !count)
		status = verify_all(&config.rules, list);
	else if (!status) {
		status = image_operand("image verify", operands[0], &id);
		if (!status)
			status = verify_one(&id, &config.rules, list);
	}
	if (list)
		json_finish(list);
	image_config_free(&config);
	return status;
}

int image_mount_verb(const struct cli *c, int count, char **operands)
{
	struct image_config config;
	struct err e = ERR_NONE;
	struct image_id id;
	char path[IMAGE_PATH_SIZE];
	int status = image_config_read(&config, c);

	(void)count;
	if (!status)
		status = image_operand("image mount", operands[0], &id);
	if (!status && image_mount(&id, &config.rules, image_progress, &e) < 0)
		status = image_failed("image mount", &id, &e);
	image_progress_end();
	if (!status) {
		image_mount_point(&id, path);
		image_answer(c, &id, "path", path);
		if (!c->json)
			printf("%s\n", path);
	}
	image_config_free(&config);
	return status;
}
