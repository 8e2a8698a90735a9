/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing the store.
 */
#include "image/change.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "base/tree.h"
#include "host/state.h"
#include "image/list.h"

#define LOCK_SECONDS 30 /* it is held for a few renames, and what is written to the disk for them  \
			 */

/* Not listed for anybody: who has an image is nobody's business. */
static int open_private(int parent, const char *name, bool make, struct err *e)
{
	int AUTO_CLOSE fd = -1;
	struct stat st;

	if (make && mkdirat(parent, name, 0700) < 0 && errno != EEXIST)
		return err_set(e, errno, "%s", name);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", name);
	if (st.st_uid != 0 || st.st_mode & (S_IWGRP | S_IWOTH))
		return err_rule(e, EPERM, "%s: is not root's alone", name);
	return fd_take(&fd);
}

int image_change_begin(struct image_change *c, const char *name, bool make, struct err *e)
{
	int AUTO_CLOSE store = open_private(AT_FDCWD, HOSTEL_IMAGES, make, e);

	c->lock = c->dir = -1;
	if (store >= 0)
		c->dir = open_private(store, name, make, e);
	if (c->dir < 0)
		return e->code == ENOENT
			       ? err_rule(e, ENOENT,
					 "there is no image %s on this host: hostel image list",
					 name)
			       : -1;
	c->lock = state_lock(c->dir, "lock", LOCK_SECONDS, e);
	if (c->lock >= 0)
		return 0;
	return e->code == ETIMEDOUT
		       ? err_rule(e, ETIMEDOUT,
				 "somebody else has been changing the image %s for %d s", name,
				 LOCK_SECONDS)
		       : -1;
}

void image_change_end(struct image_change *c)
{
	fd_close(&c->lock);
	fd_close(&c->dir);
}

int image_highest(const struct image_change *c, const char *name, uint64_t *number, struct err *e)
{
	uint64_t *AUTO_FREE numbers = NULL, noted = 0;
	char text[24], *end;
	size_t count;

	if (fd_get(c->dir, "highest", text, sizeof(text)) >= 0) {
		noted = strtoull(text, &end, 10);
		if (*text < '1' || *text > '9' || *end || noted > IMAGE_VERSION_MAX)
			return err_rule(
				e, EINVAL, "%s/%s/highest: has no number", HOSTEL_IMAGES, name);
	} else if (errno != ENOENT) {
		return err_set(e, errno, "%s/%s/highest", HOSTEL_IMAGES, name);
	}
	if (image_versions(name, &numbers, &count, e) < 0)
		return -1;
	*number = count && numbers[count - 1] > noted ? numbers[count - 1] : noted;
	return 0;
}

int image_highest_set(const struct image_change *c, uint64_t number, struct err *e)
{
	char text[24];
	const int n = snprintf(text, sizeof(text), "%" PRIu64 "\n", number);

	if (file_replace_lasting(c->dir, "highest", text, (size_t)n, 0600, true) < 0)
		return err_set(e, errno, "highest");
	return 0;
}

int image_current_set(const struct image_change *c, uint64_t number, struct err *e)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	if (!number) {
		if (unlinkat(c->dir, "current", 0) < 0 && errno != ENOENT)
			return err_set(e, errno, "current");
		fsync(c->dir);
		return 0;
	}
	unlinkat(c->dir, "current.new", 0); /* of a process that was killed */
	if (symlinkat(text, c->dir, "current.new") < 0 ||
		renameat(c->dir, "current.new", c->dir, "current") < 0)
		return err_set(e, errno, "current");
	/* No error: it leads there already, and who took that for one would take the version away. */
	fsync(c->dir);
	return 0;
}

int image_version_remove(const struct image_change *c, const struct image_id *id, struct err *e)
{
	int AUTO_CLOSE store = open_private(AT_FDCWD, HOSTEL_IMAGES, false, e);
	char number[24], gone[IMAGE_ID_SIZE + 32];

	if (store < 0)
		return -1;
	snprintf(number, sizeof(number), "%" PRIu64, id->version);
	snprintf(gone, sizeof(gone), ".gone-%s@%s.%d", id->name, number, getpid());
	if (renameat(c->dir, number, store, gone) < 0)
		return err_set(e, errno, "%s/%s/%s", HOSTEL_IMAGES, id->name, number);
	fsync(c->dir);
	return tree_remove(store, gone) < 0 ? err_set(e, errno, "%s/%s", HOSTEL_IMAGES, gone) : 0;
}
