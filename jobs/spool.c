/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading and writing in a directory that a tenant writes to at the same time. With the tenant's ids: what a
 * link or a swapped file could lead to is theirs anyway.
 */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "bounds.h"

#define NEW_NAME ".hostel.new"

void text_free(struct text *t)
{
	free(t->data);
	*t = TEXT_NONE;
}

void text_move(struct text *to, struct text *from)
{
	free(to->data);
	*to = *from;
	*from = TEXT_NONE;
}

bool text_same(const struct text *a, const struct text *b)
{
	if (a->there != b->there || !a->there)
		return a->there == b->there;
	return a->length == b->length && !memcmp(a->data, b->data, a->length);
}

/* -1 with errno. */
static int open_theirs(int dir, const char *name)
{
	/* O_NONBLOCK: a FIFO has no writer, a file a lease. */
	int AUTO_CLOSE fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0) {
		if (errno == ELOOP || errno == ENXIO || errno == EACCES)
			errno = EBADF;
		return -1;
	}
	if (fstat(fd, &st) < 0)
		return -1;
	if (S_ISREG(st.st_mode) && st.st_uid == getuid() && st.st_nlink <= 1)
		return fd_take(&fd);
	errno = EBADF;
	return -1;
}

int spool_read(int dir, const char *name, struct text *t)
{
	int AUTO_CLOSE fd = open_theirs(dir, name);

	*t = TEXT_NONE;
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (fd_read_file(fd, TEXT_MAX, &t->data, &t->length) < 0)
		return -1;
	t->there = true;
	return 0;
}

int spool_mode(int dir, const char *name, mode_t mode)
{
	int AUTO_CLOSE fd = open_theirs(dir, name);

	return fd < 0 ? -1 : fchmod(fd, mode);
}

int spool_write(int dir, const char *name, const char *data, size_t length, mode_t mode)
{
	int AUTO_CLOSE fd = -1;
	int code;

	if (unlinkat(dir, NEW_NAME, 0) < 0 && errno == EISDIR)
		unlinkat(dir, NEW_NAME, AT_REMOVEDIR);
	fd = openat(dir, NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	if (fd_write_all(fd, data, length) == 0 && fchmod(fd, mode) == 0 &&
	    renameat(dir, NEW_NAME, dir, name) == 0)
		return 0;
	code = errno;
	unlinkat(dir, NEW_NAME, 0);
	errno = code;
	return -1;
}

int spool_remove(int dir, const char *name)
{
	return unlinkat(dir, name, 0) < 0 && errno != ENOENT ? -1 : 0;
}
