/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the mounts are in which root's files are the face's.
 */
#include "talk/face.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/paths.h"

void face_path(size_t place, char path[FACE_PATH_SIZE])
{
	snprintf(path, FACE_PATH_SIZE, HOSTEL_FACES "/%zu", place);
}

const struct face_whole face_wholes[FACE_WHOLES] = {
	{"/etc/", FACE_HOST_ETC}, {"/var/cache/", FACE_HOST_CACHE}, {"/var/lib/", FACE_HOST_LIB}};

size_t face_whole_of(const char *path)
{
	size_t n = 0;

	while (n + 1 < FACE_WHOLES &&
		strncmp(path, face_wholes[n].directory, strlen(face_wholes[n].directory)) != 0)
		n++;
	return n;
}

int face_open(size_t place)
{
	char path[FACE_PATH_SIZE];
	int AUTO_CLOSE fd = -1;
	struct statvfs fs;

	face_path(place, path);
	fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstatvfs(fd, &fs) < 0)
		return -1;
	if (fs.f_flag & ST_RDONLY)
		return fd_take(&fd);
	errno = ENOENT; /* the place alone, of a login that had one */
	return -1;
}

int face_of_usr(void)
{
	int AUTO_CLOSE fd = face_open(0); /* the first of layout_system */

	return fd < 0 ? -1 : 0;
}

int face_open_shown(size_t n, const char *path)
{
	const struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
	const struct face_whole *whole = &face_wholes[face_whole_of(path)];
	int AUTO_CLOSE fd = face_open(FACE_SHOWN + n);
	int AUTO_CLOSE all = fd < 0 && errno == ENOENT ? face_open(whole->place) : -1;

	if (all < 0)
		return fd_take(&fd);
	fd = (int)syscall(SYS_openat2, all, path + strlen(whole->directory), &how, sizeof(how));
	if (fd < 0 && (errno == ENOTDIR || errno == ELOOP || errno == EXDEV))
		errno = ENOENT;
	return fd_take(&fd);
}
