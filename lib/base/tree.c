/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Removing trees of root's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tree.h"
#include "base/fd.h"

#define DEPTH_MAX 64

static int remove_at(int parent, const char *name, int depth)
{
	int AUTO_CLOSE fd = -1;
	struct dirent *entry;
	DIR *dir;
	int result = 0;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (depth > DEPTH_MAX) {
		errno = ELOOP;
		return -1;
	}
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir)
		return -1;
	fd_take(&fd); /* closedir() closes it */
	while (!result && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			result = remove_at(dirfd(dir), entry->d_name, depth + 1);
	closedir(dir);
	return result ? result : unlinkat(parent, name, AT_REMOVEDIR);
}

int tree_remove(int parent, const char *name)
{
	return remove_at(parent, name, 0);
}
