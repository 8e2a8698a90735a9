/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Written beside it and renamed over it.
 */
#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fd.h"

int file_replace(int dir, const char *name, const void *data, size_t size)
{
	char fresh[256];
	int AUTO_CLOSE fd = -1;
	int error;

	if ((size_t)snprintf(fresh, sizeof(fresh), "%s.new", name) >= sizeof(fresh)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	unlinkat(dir, fresh, 0); /* of a process that was killed */
	fd = openat(dir, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && fd_write_all(fd, data, size) == 0 && renameat(dir, fresh, dir, name) == 0)
		return 0;
	error = errno;
	unlinkat(dir, fresh, 0);
	errno = error;
	return -1;
}
