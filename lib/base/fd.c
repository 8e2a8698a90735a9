/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole reads and writes, sealed memory, and one-line files.
 */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

int fd_write_all(int fd, const void *data, size_t size)
{
	const char *p = data;

	while (size) {
		ssize_t n = write(fd, p, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		size -= (size_t)n;
	}
	return 0;
}

int fd_read_all(int fd, void *data, size_t size)
{
	char *p = data;

	while (size) {
		ssize_t n = read(fd, p, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n ? errno : EPIPE;
			return -1;
		}
		p += n;
		size -= (size_t)n;
	}
	return 0;
}

int fd_read_file(int fd, size_t limit, char **text, size_t *length)
{
	size_t size = 4096, used = 0;
	char *buffer = malloc(size + 1);

	while (buffer) {
		ssize_t n = read(fd, buffer + used, size - used);
		char *larger;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		used += (size_t)n;
		if (!n || used > limit) {
			buffer[used] = '\0';
			errno = EFBIG;
			if (used > limit)
				break;
			*text = buffer;
			*length = used;
			return 0;
		}
		if (used < size)
			continue;
		size *= 2;
		larger = realloc(buffer, size + 1);
		if (!larger)
			break;
		buffer = larger;
	}
	free(buffer);
	return -1;
}

int fd_sealed(const char *name, const void *data, size_t size)
{
	int AUTO_CLOSE fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0 || fd_write_all(fd, data, size) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -1;
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
		return -1;
	return fd_take(&fd);
}

int fd_put(int dirfd, const char *path, const char *text)
{
	int AUTO_CLOSE fd = openat(dirfd, path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	size_t size = strlen(text);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, size);
	if (n >= 0 && (size_t)n != size) {
		errno = EIO;
		return -1;
	}
	return n < 0 ? -1 : 0;
}

ssize_t fd_get(int dirfd, const char *path, char *buffer, size_t size)
{
	int AUTO_CLOSE fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	size_t used = 0;

	if (fd < 0)
		return -1;
	for (;;) {
		ssize_t n = read(fd, buffer + used, size - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			break;
		used += (size_t)n;
		if (used == size) {
			errno = EFBIG;
			return -1;
		}
	}
	if (used && buffer[used - 1] == '\n')
		used--;
	buffer[used] = '\0';
	return (ssize_t)used;
}

int fd_stat(const char *path, struct stat *st)
{
	int AUTO_CLOSE fd = open(path, O_PATH | O_CLOEXEC);

	return fd < 0 ? -1 : fstat(fd, st);
}
