/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors: closed when they leave the scope unless taken, whole reads and writes, sealed memory.
 */
#ifndef HOSTEL_FD_H
#define HOSTEL_FD_H

#include <stddef.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static inline void fd_cleanup(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void free_cleanup(void *p)
{
	free(*(void **)p);
}

/* int AUTO_CLOSE fd = open(...); char AUTO_FREE *text = NULL; */
#define AUTO_CLOSE __attribute__((cleanup(fd_cleanup)))
#define AUTO_FREE __attribute__((cleanup(free_cleanup)))

/* The descriptor leaves the scope alive: return fd_take(&fd). */
static inline int fd_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static inline void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Write or read exactly `size` bytes, going on after EINTR. 0, or -1 with errno (EPIPE: early end). */
int fd_write_all(int fd, const void *data, size_t size);
int fd_read_all(int fd, void *data, size_t size);

/*
 * Read to the end of file, at most `limit` bytes (EFBIG above). *text is malloc'ed, NUL-terminated
 * behind *length bytes. 0, or -1 with errno.
 */
int fd_read_file(int fd, size_t limit, char **text, size_t *length);

/* A sealed memfd (no write, no resize) with these bytes, close-on-exec. -1 with errno on failure. */
int fd_sealed(const char *name, const void *data, size_t size);

/* Write a short text such as "1" into the file `path` below `dirfd` with one write(2). 0 or -1. */
int fd_put(int dirfd, const char *path, const char *text);

/*
 * Read a small file such as one of procfs into `buffer`, NUL-terminated, last newline removed.
 * Returns the length, or -1 with errno (EFBIG: it did not fit).
 */
ssize_t fd_get(int dirfd, const char *path, char *buffer, size_t size);

/*
 * stat(2) by open(2) and fstat(2), which no policy denies a PID 1 behind its own system call filter: what a
 * libc makes of stat() differs. 0 or -1 with errno.
 */
struct stat;
int fd_stat(const char *path, struct stat *st);

#endif
