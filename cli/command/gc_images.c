/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: images. Kept are the current version, the one before it, newer ones, what a policy
 * names by its number and what a room runs.
 *
 * Mustn't: remove a version while it is not known who needs it.
 */
#include "gc_images.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/command/image/used.h"
#include "cli/config.h"
#include "cli/output.h"
#include "image/change.h"
#include "image/list.h"
#include "image/mount.h"

struct images {
	struct gc *gc;
	struct image_uses rooms, policies;
};

static bool begins(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static void failed(struct images *i, const struct err *e)
{
	say("%s", e->message);
	i->gc->failed++;
}

/* --- what killed work left
 * ----------------------------------------------------------------------------- */

/* An import holds its directory locked. */
static void remove_work(struct images *i, int store, const char *name)
{
	int AUTO_CLOSE fd = openat(store, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		gc_remove_tree(i->gc, store, HOSTEL_IMAGES, name);
}

/* Who removes a version holds its image's lock until it is gone. */
static void remove_gone(struct images *i, int store, const char *name)
{
	struct image_change change = {-1, -1};
	struct err e = ERR_NONE;
	char *AUTO_FREE image = text_of("%s", name + strlen(".gone-"));

	image[strcspn(image, "@")] = '\0';
	if (image_change_begin(&change, image, false, &e) == 0)
		gc_remove_tree(i->gc, store, HOSTEL_IMAGES, name);
	else
		failed(i, &e);
	image_change_end(&change);
}

static void remove_left(struct images *i, int store)
{
	struct dirent **entries = NULL;
	const int n = scandirat(store, ".", &entries, NULL, alphasort);

	for (int k = 0; k < n; k++) {
		if (begins(entries[k]->d_name, ".work-"))
			remove_work(i, store, entries[k]->d_name);
		else if (begins(entries[k]->d_name, ".gone-"))
			remove_gone(i, store, entries[k]->d_name);
		free(entries[k]);
	}
	free(entries);
}

static void remove_fresh(struct images *i, const struct image_change *change, const char *where)
{
	static const char *const names[] = {"current.new", "highest.new"};

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		if (gc_exists(change->dir, names[k]))
			gc_remove_tree(i->gc, change->dir, where, names[k]);
}

/* --- versions
 * -------------------------------------------------------------------------------------------- */

static bool is_whole(int dir, uint64_t number)
{
	char *AUTO_FREE image = text_of("%" PRIu64 "/image", number),
			*AUTO_FREE manifest = text_of("%" PRIu64 "/manifest", number);

	return gc_exists(dir, image) && gc_exists(dir, manifest);
}

static bool is_needed(const struct images *i, const struct image_id *id, uint64_t current,
	uint64_t before, bool whole)
{
	size_t at = 0;

	if (image_uses_next(&i->rooms, id, &at) || id->version == current)
		return true;
	at = 0;
	return image_uses_next(&i->policies, id, &at) ||
	       (whole && (id->version == before || id->version > current));
}

static void remove_version(
	struct images *i, const struct image_change *change, const struct image_id *id)
{
	char *AUTO_FREE path = text_of("%s/%s/%" PRIu64, HOSTEL_IMAGES, id->name, id->version);
	struct err e = ERR_NONE;
	uint64_t highest;

	if (!i->gc->cli->dry_run &&
		(image_highest(change, id->name, &highest, &e) < 0 ||
			image_highest_set(change, highest, &e) < 0 ||
			image_version_remove(change, id, &e) < 0 || image_unmount(id, &e) < 0))
		failed(i, &e);
	else
		gc_tell(i->gc, path);
}

/* Of a signing that was killed. */
static void remove_unsigned(
	struct images *i, const struct image_change *change, const struct image_id *id)
{
	char *AUTO_FREE name = text_of("%" PRIu64 "/signature.new", id->version);
	char *AUTO_FREE where = text_of("%s/%s", HOSTEL_IMAGES, id->name);

	if (gc_exists(change->dir, name))
		gc_remove_tree(i->gc, change->dir, where, name);
}

static void look_at_versions(struct images *i, const struct image_change *change, const char *name)
{
	const uint64_t current = image_current(name);
	struct image_id id = {.version = 0};
	struct err e = ERR_NONE;
	uint64_t *AUTO_FREE numbers = NULL, before = 0;
	size_t count = 0;

	snprintf(id.name, sizeof(id.name), "%s", name);
	if (image_versions(name, &numbers, &count, &e) < 0)
		failed(i, &e);
	for (size_t k = 0; k < count && numbers[k] < current; k++)
		before = numbers[k];
	for (size_t k = 0; k < count; k++) {
		id.version = numbers[k];
		remove_unsigned(i, change, &id);
		if (!is_needed(i, &id, current, before, is_whole(change->dir, numbers[k])))
			remove_version(i, change, &id);
	}
}

static void look_at_images(struct images *i, bool known)
{
	struct err e = ERR_NONE;
	char **names = NULL;
	size_t count = 0;

	if (image_names(&names, &count, &e) < 0)
		failed(i, &e);
	for (size_t k = 0; k < count; k++) {
		char *AUTO_FREE where = text_of("%s/%s", HOSTEL_IMAGES, names[k]);
		struct image_change change = {-1, -1};

		e = ERR_NONE;
		if (image_change_begin(&change, names[k], false, &e) < 0) {
			failed(i, &e);
		} else {
			remove_fresh(i, &change, where);
			if (known)
				look_at_versions(i, &change, names[k]);
		}
		image_change_end(&change);
	}
	image_names_free(names, count);
}

/* --- mounts
 * ------------------------------------------------------------------------------------------------
 */

static void look_at_mount(void *context, const struct image_id *id)
{
	struct images *i = context;
	struct err e = ERR_NONE;
	int AUTO_CLOSE fd = image_open(id, &e);
	char path[IMAGE_PATH_SIZE];

	image_mount_point(id, path);
	if (fd >= 0 || e.code != ENOENT)
		return;
	e = ERR_NONE;
	if (!i->gc->cli->dry_run && image_unmount(id, &e) < 0)
		failed(i, &e);
	else
		gc_tell(i->gc, path);
}

void gc_images(struct gc *g)
{
	struct images i = {.gc = g};
	int AUTO_CLOSE store = open(HOSTEL_IMAGES, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int AUTO_CLOSE config = store < 0 ? -1 : config_open(g->cli);
	struct err e = ERR_NONE;
	bool known;

	if (store < 0)
		return;
	gc_begin_telling(g);
	known = config >= 0 && image_uses_policies(&i.policies, config) == 0 &&
		image_uses_rooms(&i.rooms, &e) == 0;
	if (!known) {
		say("images are left alone%s%s: it is not known who needs them", e.code ? ": " : "",
			e.message);
		g->failed++;
	}
	remove_left(&i, store);
	look_at_images(&i, known);
	if (image_mounts_each(look_at_mount, &i, &e) < 0)
		failed(&i, &e);
	gc_show_told(g);
	image_uses_free(&i.rooms);
	image_uses_free(&i.policies);
}
