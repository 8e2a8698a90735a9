/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places in the skeleton of an image's sandbox.
 */
#include "places.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

int places_open(int dir, const char *path, uint64_t flags)
{
	const struct open_how how = {.flags = O_PATH | O_CLOEXEC | flags,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};

	return (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
}

/* The tenant, where something may be written; else root's. */
int places_give(const struct build *b, int fd)
{
	return b->policy->write == WRITE_NONE ? 0 : fchown(fd, b->launch->uid, b->launch->gid);
}

/*
 * The directory `name` of the skeleton, with the mode of the image's: of two in one place the upper
 * one's counts. `image` becomes -1 where that has none: what is there is hidden.
 */
static int make_directory(const struct build *b, int skeleton, int *image, const char *name)
{
	int AUTO_CLOSE below = *image < 0 ? -1 : places_open(*image, name, O_DIRECTORY);
	int AUTO_CLOSE fd = -1;
	struct stat st = {.st_mode = 0755};

	if (below >= 0 && fstat(below, &st) < 0)
		return -1;
	if (mkdirat(skeleton, name, 0755) < 0 && errno != EEXIST)
		return -1;
	fd = openat(skeleton, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fchmod(fd, st.st_mode & 01777) < 0 || places_give(b, fd) < 0)
		return -1;
	fd_close(image);
	*image = fd_take(&below);
	return fd_take(&fd);
}

int places_make(const struct build *b, int skeleton, const char *path, bool file)
{
	int AUTO_CLOSE image = places_open(LAUNCH_FD_IMAGE, ".", O_DIRECTORY);
	int AUTO_CLOSE dir = openat(skeleton, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *p = path + 1;

	while (dir >= 0) {
		size_t length = strcspn(p, "/");
		char name[256];
		int next;

		if (length >= sizeof(name)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(name, p, length);
		name[length] = '\0';
		if (file && !p[length]) {
			next = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
			return next >= 0 && places_give(b, next) < 0 ? -1 : next;
		}
		next = make_directory(b, dir, &image, name);
		close(dir);
		dir = next;
		if (!p[length])
			break;
		p += length + 1;
	}
	return fd_take(&dir);
}
