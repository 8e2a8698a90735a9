/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tenant has changed of an image. overlayfs.rst: a whiteout is a character device 0:0, a
 * directory that hides the image's has the attribute "opaque", of user.overlay with the mount
 * option userxattr.
 */
#include "changes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fd.h"

#define OPAQUE "user.overlay.opaque"

struct walk {
	changes_seen *seen;
	void *context;
	char path[PATH_MAX];
	size_t length;
	unsigned depth;
	size_t left_out;
};

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_opaque(int directory)
{
	char value[4];

	return fgetxattr(directory, OPAQUE, value, sizeof(value)) > 0 && *value == 'y';
}

static int open_below(int dir, const char *name)
{
	return openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static int walk_directory(struct walk *w, int upper, int image, struct err *e);

/* It may be gone, or something else, by the time that it is opened: then there is nothing more to
 * tell. */
static int go_down(struct walk *w, int upper, int image, const char *name, const struct stat *below,
	struct err *e)
{
	const bool merged = below && S_ISDIR(below->st_mode);
	int AUTO_CLOSE directory = open_below(upper, name);
	int AUTO_CLOSE other = -1;
	bool opaque;

	if (directory < 0)
		return 0;
	opaque = is_opaque(directory);
	w->seen(w->context,
		!below		    ? CHANGE_ADDED
		: opaque || !merged ? CHANGE_REPLACED
				    : CHANGE_CHANGED,
		w->path);
	if (w->depth == CHANGES_DEEP) {
		w->left_out++;
		return 0;
	}
	w->depth++;
	other = merged && !opaque ? open_below(image, name) : -1;
	if (walk_directory(w, directory, other, e) < 0)
		return -1;
	w->depth--;
	return 0;
}

static int look(struct walk *w, int upper, int image, const char *name, struct err *e)
{
	const size_t before = w->length;
	struct stat st, below;
	int result = 0;
	bool there;

	if (w->length + strlen(name) + 2 > sizeof(w->path)) {
		w->left_out++;
		return 0;
	}
	if (fstatat(upper, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%.200s/%.100s", w->path, name);
	w->length += (size_t)sprintf(w->path + before, "/%s", name);
	there = image >= 0 && fstatat(image, name, &below, AT_SYMLINK_NOFOLLOW) == 0;
	if (S_ISDIR(st.st_mode))
		result = go_down(w, upper, image, name, there ? &below : NULL, e);
	else if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(0, 0))
		w->seen(w->context, CHANGE_DELETED, w->path);
	else
		w->seen(w->context, there ? CHANGE_CHANGED : CHANGE_ADDED, w->path);
	w->path[w->length = before] = '\0';
	return result;
}

static int walk_directory(struct walk *w, int upper, int image, struct err *e)
{
	struct dirent **names = NULL;
	int n = scandirat(upper, ".", &names, NULL, by_name), result = 0;

	if (n < 0)
		return err_set(e, errno, "%.200s", w->path);
	for (int i = 0; i < n; i++) {
		if (!result && strcmp(names[i]->d_name, ".") && strcmp(names[i]->d_name, ".."))
			result = look(w, upper, image, names[i]->d_name, e);
		free(names[i]);
	}
	free(names);
	return result;
}

int changes_walk(int upper, int image, changes_seen *seen, void *context, size_t *left_out, struct err *e)
{
	struct walk *w = calloc(1, sizeof(*w));
	int result;

	if (!w)
		return err_set(e, ENOMEM, "changes");
	w->seen = seen;
	w->context = context;
	result = walk_directory(w, upper, image, e);
	*left_out = w->left_out;
	free(w);
	return result;
}
