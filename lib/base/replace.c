/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Written beside it and renamed over it.
 */
#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

#define PRIVATE 0600

static int fill(int fd, const void *data, size_t size, mode_t mode, bool sync)
{
	if (fd_write_all(fd, data, size) < 0 || (mode != PRIVATE && fchmod(fd, mode) < 0))
		return -1;
	return sync ? fsync(fd) : 0;
}

int file_replace_lasting(int dir, const char *name, const void *data, size_t size, mode_t mode, bool sync)
{
	char fresh[256];
	int AUTO_CLOSE fd = -1;
	int error;

	if ((size_t)snprintf(fresh, sizeof(fresh), "%s.new", name) >= sizeof(fresh)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	unlinkat(dir, fresh, 0); /* of a process that was killed */
	fd = openat(dir, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, PRIVATE);
	if (fd >= 0 && fill(fd, data, size, mode, sync) == 0 && renameat(dir, fresh, dir, name) == 0)
		return sync ? fsync(dir) : 0;
	error = errno;
	unlinkat(dir, fresh, 0);
	errno = error;
	return -1;
}

int file_replace(int dir, const char *name, const void *data, size_t size)
{
	return file_replace_lasting(dir, name, data, size, PRIVATE, false);
}
