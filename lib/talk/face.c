/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the mounts are in which root's files are the face's.
 */
#include "talk/face.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/paths.h"

void face_path(size_t place, char path[FACE_PATH_SIZE])
{
	snprintf(path, FACE_PATH_SIZE, HOSTEL_FACES "/%zu", place);
}

int face_open(size_t place)
{
	char path[FACE_PATH_SIZE];
	int AUTO_CLOSE fd = -1;
	struct statvfs fs;

	face_path(place, path);
	fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstatvfs(fd, &fs) < 0 || !(fs.f_flag & ST_RDONLY))
		return -1;
	return fd_take(&fd);
}
