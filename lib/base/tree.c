/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Removing trees of root's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tree.h"
#include "base/fd.h"

#define DEPTH_MAX 64 /* descriptors at one time */

/* What is too deep goes to the top, under this name and a number, and is found there. */
#define DEEPER ".hostel-deeper-"

struct removal {
	int top; /* the tree's own directory */
	unsigned long deeper;
};

static int raise_deep(struct removal *r, int parent, const char *name)
{
	char up[40];

	do
		snprintf(up, sizeof(up), DEEPER "%lu", r->deeper++);
	while (faccessat(r->top, up, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
	return renameat(parent, name, r->top, up);
}

static int remove_at(struct removal *r, int parent, const char *name, int depth)
{
	int AUTO_CLOSE fd = -1;
	struct dirent *entry;
	DIR *dir;
	int result = 0;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (depth > DEPTH_MAX)
		return raise_deep(r, parent, name);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir)
		return -1;
	if (!depth)
		r->top = fd;
	fd_take(&fd); /* closedir() closes it */
	while (!result && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			result = remove_at(r, dirfd(dir), entry->d_name, depth + 1);
	closedir(dir);
	return result ? result : unlinkat(parent, name, AT_REMOVEDIR);
}

int tree_remove(int parent, const char *name)
{
	struct removal r = {-1, 0};
	unsigned long before;
	int result;

	do {
		before = r.deeper;
		result = remove_at(&r, parent, name, 0);
	} while (result < 0 && errno == ENOTEMPTY && r.deeper != before);
	return result;
}
