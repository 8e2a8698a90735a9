/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image remove: a version, or an image. What its highest number was stays known.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/output.h"
#include "common.h"
#include "image.h"
#include "image/change.h"
#include "image/list.h"
#include "image/mount.h"
#include "used.h"

static int guard(const struct image_id *id)
{
	if (!id->version || id->version != image_current(id->name))
		return 0;
	say("image remove: %s@%" PRIu64
	    " is the current version: hostel image rollback %s first, or hostel image remove %s",
		id->name, id->version, id->name, id->name);
	return EXIT_GUARD;
}

/* Policies that want any version concern only the whole image. */
static int check_policies(const struct cli *c, const struct image_id *id)
{
	int AUTO_CLOSE config = config_open(c);
	struct image_uses uses = {0};
	int status = config < 0 ? EXIT_POLICY : image_uses_policies(&uses, config);
	char *AUTO_FREE text = status ? NULL : image_uses_text(&uses, id), name[IMAGE_ID_SIZE];

	if (text) {
		image_id_print(id, name);
		say("image remove: %s is named by %s: name another one there first", name, text);
		status = EXIT_GUARD;
	}
	image_uses_free(&uses);
	return status;
}

static int check_rooms(const struct image_id *id)
{
	struct image_uses uses = {0};
	struct err e = ERR_NONE;
	char *AUTO_FREE text = NULL, name[IMAGE_ID_SIZE];
	int status = 0;

	image_id_print(id, name);
	if (image_uses_rooms(&uses, &e) < 0) {
		say("image remove: %s", e.message);
		return EXIT_SYSTEM;
	}
	text = image_uses_text(&uses, id);
	if (text) {
		say("image remove: %s is what the rooms of %s run: hostel kill TENANT first, or "
		    "later",
			name, text);
		status = EXIT_BUSY;
	}
	image_uses_free(&uses);
	return status;
}

/* Out of the store first: whoever comes to mount it looks there with the lock of mounts. */
static int remove_one(const struct image_change *change, const struct image_id *id, struct err *e)
{
	return image_version_remove(change, id, e) < 0 ? -1 : image_unmount(id, e);
}

/* From the newest on: killed in between, it is an image without a current version. */
static int remove_all(const struct image_change *change, struct image_id *id, struct err *e)
{
	uint64_t *AUTO_FREE numbers = NULL, highest;
	size_t count = 0;

	if (image_highest(change, id->name, &highest, e) < 0 ||
		image_versions(id->name, &numbers, &count, e) < 0)
		return -1;
	if (!count)
		return err_rule(e, ENOENT, "there is no such image on this host");
	/* No number comes again. */
	if (image_highest_set(change, highest, e) < 0 || image_current_set(change, 0, e) < 0)
		return -1;
	for (size_t i = count; i--;) {
		id->version = numbers[i];
		if (remove_one(change, id, e) < 0)
			return -1;
	}
	id->version = 0;
	return 0;
}

static int remove_version(const struct image_change *change, struct image_id *id, struct err *e)
{
	uint64_t highest;

	if (image_highest(change, id->name, &highest, e) < 0 ||
		image_highest_set(change, highest, e) < 0)
		return -1;
	return remove_one(change, id, e);
}

static int parse(const char *text, struct image_id *id)
{
	struct err e = ERR_NONE;

	if (image_id_parse(text, id, &e) == 0)
		return id->version ? image_operand("image remove", text, id) : 0;
	say("image remove: %s", e.message);
	return EXIT_USAGE;
}

int image_remove(const struct cli *c, int count, char **operands)
{
	struct image_change change = {-1, -1};
	struct err e = ERR_NONE;
	struct image_id id;
	int status = parse(operands[0], &id);

	(void)count;
	if (!status && image_change_begin(&change, id.name, false, &e) < 0) {
		say("image remove: %s", e.message);
		status = e.code == ENOENT      ? EXIT_NO_SUCH
			 : e.code == ETIMEDOUT ? EXIT_BUSY
					       : EXIT_SYSTEM;
		e = ERR_NONE; /* said */
	}
	if (!status)
		status = guard(&id);
	if (!status)
		status = check_policies(c, &id);
	if (!status)
		status = check_rooms(&id);
	if (!status && (id.version ? remove_version : remove_all)(&change, &id, &e) < 0)
		status = e.code == ENOENT ? EXIT_NO_SUCH : EXIT_FAILED;
	if (e.code)
		image_failed("image remove", &id, &e);
	image_change_end(&change);
	if (!status && !c->json)
		printf("removed %s\n", operands[0]);
	if (!status)
		image_answer(c, &id, NULL, NULL);
	return status;
}
