/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory or file of the host that a sandbox shows.
 */
#include "host/source.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/file_ids.h"
#include "host/trusted_path.h"
#include "policy/image_id.h"
#include "policy/reserved.h"
#include "talk/layout.h"

int source_groups(const struct account *a, struct err *e)
{
	return setgroups(a->group_count, a->groups) < 0 ? err_set(e, errno, "groups of %s", a->name) : 0;
}

static int open_as(const struct account *a, const char *path, bool *file, struct err *e)
{
	int fd = file_ids_open_source(a->uid, a->gid, path, file, e);

	if (fd >= 0)
		return fd;
	if (e->code == ENOENT)
		return err_rule(e, ENOENT, "%s is not there", path);
	if (e->code == EACCES)
		return err_rule(e, EACCES, "%s cannot be reached with the rights of %s", path, a->name);
	if (e->code == ELOOP)
		return err_rule(e, ELOOP, "%s: a symbolic link that somebody but root may have made", path);
	return -1;
}

int source_find(const struct account *a, const char *path, const struct shown *shown, bool writable,
	struct source *found, struct err *e)
{
	char *AUTO_FREE real = NULL;
	int AUTO_CLOSE fd = -1;

	*found = (struct source){0};
	if (trusted_path(path, &real, e) < 0)
		return e->code == ENOENT ? err_rule(e, ENOENT, "%s is not there", path) : -1;
	if (shown && shown_judge(shown, real, writable, NULL, e) < 0)
		return -1;
	if (a && (fd = open_as(a, real, &found->file, e)) < 0)
		return -1;
	found->real = real;
	real = NULL;
	return 0;
}

int source_find_directory(const struct account *a, const char *path, const struct shown *shown, char **real,
	struct err *e)
{
	struct source found;

	if (source_find(a, path, shown, false, &found, e) < 0)
		return -1;
	*real = found.real;
	if (!found.file)
		return 0;
	*real = NULL;
	free(found.real);
	return err_rule(e, ENOTDIR, "%s is not a directory", path);
}

/* What of the host is shown at a place: where it is there, and where it is seen. */
struct place {
	const char *source;
	size_t length; /* of the path that it is seen at */
};

static void find_bind(const struct bind_list *list, const char *path, struct place *best)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct bind_entry *b = &list->items[i];
		const size_t length = strlen(b->target);

		if (policy_inside(path, b->target) && length >= best->length)
			*best = (struct place){b->source, length};
	}
}

static bool is_system(const char *path)
{
	for (const char *const *name = layout_system; *name; name++) {
		const size_t n = strlen(*name);

		if (!strncmp(path + 1, *name, n) && (path[n + 1] == '/' || !path[n + 1]))
			return true;
	}
	return false;
}

/* Where on the host it lies; NULL: in what is made for the sandbox, where only hostel-init can tell. */
static char *place_of(const struct account *a, const struct policy *p, const char *path)
{
	struct place best = {NULL, 0};
	struct err ignored = ERR_NONE; /* the source itself is judged, too */
	char *AUTO_FREE real = NULL;
	char *place = NULL;

	if (policy_inside(path, a->home))
		best = (struct place){p->home == HOME_TMPFS ? NULL : a->home, strlen(a->home)};
	find_bind(&p->read_only, path, &best);
	find_bind(&p->read_write, path, &best);
	for (size_t i = 0; i < p->tmpfs.count; i++)
		if (policy_inside(path, p->tmpfs.items[i].target))
			best = (struct place){NULL, 1};
	if (!best.length && is_system(path)) /* of an image's room they are the image's */
		return strcmp(p->image, POLICY_IMAGE_HOST) ? NULL : strdup(path);
	if (best.source && trusted_path(best.source, &real, &ignored) == 0 &&
	    asprintf(&place, "%s%s", real, path + best.length) < 0)
		place = NULL;
	return place;
}

static bool is_target_inside(const struct bind_list *list, const char *path)
{
	for (size_t i = 0; i < list->count; i++)
		if (policy_inside(list->items[i].target, path))
			return true;
	return false;
}

/* Root's links are followed, and shown where they lead: pam_module/links.c. */
static bool is_behind_link(const char *path)
{
	for (size_t i = 0; layout_places[i]; i++) {
		struct err ignored = ERR_NONE;
		char *AUTO_FREE real = NULL;

		if (trusted_path(layout_places[i], &real, &ignored) == 0 && policy_inside(path, real))
			return true;
	}
	return false;
}

/* In a directory of the room's own that is empty but for what is mounted in it, and nothing is there. */
static bool is_nothing(const struct account *a, const struct policy *p, const char *path)
{
	static const char *const empty[] = {"/home", "/media", "/mnt", "/root", "/srv"};
	bool inside = false;

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		inside = inside || (policy_inside(path, empty[i]) && strcmp(path, empty[i]));
	for (size_t i = 0; i < p->tmpfs.count; i++)
		if (policy_inside(p->tmpfs.items[i].target, path))
			return false;
	return inside && !strcmp(p->image, POLICY_IMAGE_HOST) && !policy_inside(a->home, path) &&
		!policy_inside(path, a->home) && !is_target_inside(&p->read_only, path) &&
		!is_target_inside(&p->read_write, path) && !is_behind_link(path);
}

int source_hide(const struct account *a, const struct policy *p, const char *path, struct err *e)
{
	char *AUTO_FREE place = place_of(a, p, path);
	int AUTO_CLOSE fd = place ? file_ids_open(a->uid, a->gid, place, O_DIRECTORY, e) : -1;

	if (!place && is_nothing(a, p, path))
		return err_rule(e, ENOENT, "%s: nothing stands there inside: a name that is misspelt hides "
			"nothing", path);
	if (fd >= 0 || !place)
		return 0;
	if (e->code == ENOENT)
		return err_rule(e, ENOENT, "%s is not there: a name that is misspelt hides nothing", place);
	if (e->code == ELOOP)
		return err_rule(e, ELOOP, "a symbolic link stands there, or on the way: hide what "
			"it leads to");
	if (e->code == ENOTDIR)
		return err_rule(e, ENOTDIR, "%s is not a directory: only directories can be hidden", place);
	return -1;
}

int source_place(const struct account *a, const struct policy *p, const char *target, bool file,
	struct err *e)
{
	char *AUTO_FREE parent = strndup(target, (size_t)(strrchr(target, '/') - target));
	char *AUTO_FREE above = parent && *parent ? place_of(a, p, parent) : NULL;
	char *AUTO_FREE place = NULL;
	int AUTO_CLOSE fd = -1;
	bool is_file;

	if (!above)
		return 0;
	if (asprintf(&place, "%s%s", above, strrchr(target, '/')) < 0)
		return err_set(e, ENOMEM, "%s", target);
	fd = file_ids_open_source(a->uid, a->gid, place, &is_file, e);
	if (fd >= 0 && is_file == file)
		return 0;
	if (fd >= 0 || e->code == EINVAL)
		return err_rule(e, EINVAL, "%s, where it would be seen, is no %s", place,
			file ? "regular file" : "directory");
	if (e->code == ENOENT || e->code == ENOTDIR)
		return err_rule(e, ENOENT, "%s, where it would be seen, is not there: make an empty %s",
			place, file ? "file" : "directory");
	return -1;
}
