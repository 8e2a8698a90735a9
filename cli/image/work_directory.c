/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making and locking it. hostel gc removes whatever of this name nobody has locked, also between those two.
 */
#include "work_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "image/store.h"

#define TRIES 16 /* each is lost to another hostel gc */

/* HOSTEL_IMAGES and its parent, which the package makes and a make install does not. */
static int make_store(struct err *e)
{
	struct stat st;

	if ((mkdir(HOSTEL_VARDIR, 0755) < 0 && errno != EEXIST) ||
		(mkdir(HOSTEL_IMAGES, 0700) < 0 && errno != EEXIST) || lstat(HOSTEL_IMAGES, &st) < 0)
		return err_set(e, errno, "%s", HOSTEL_IMAGES);
	if (!S_ISDIR(st.st_mode) || st.st_uid != 0 || st.st_mode & 077)
		return err_rule(e, EPERM, "%s: is not root's alone: chmod 700", HOSTEL_IMAGES);
	return 0;
}

static bool is_at(int fd, const char *path)
{
	struct stat own, there;

	return fstat(fd, &own) == 0 && lstat(path, &there) == 0 && own.st_dev == there.st_dev &&
	       own.st_ino == there.st_ino;
}

int work_directory(char path[WORK_PATH_SIZE], struct err *e)
{
	if (make_store(e) < 0)
		return -1;
	for (int tries = 0; tries < TRIES; tries++) {
		int AUTO_CLOSE fd = -1;

		snprintf(path, WORK_PATH_SIZE, "%s/.work-XXXXXX", HOSTEL_IMAGES);
		if (!mkdtemp(path))
			break;
		fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0 && errno != ENOENT)
			break;
		if (fd >= 0 && flock(fd, LOCK_EX) == 0 && is_at(fd, path))
			return fd_take(&fd);
		errno = EBUSY;
	}
	return err_set(e, errno, "%s", path);
}
