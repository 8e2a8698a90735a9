/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * t/UID/events and events.1: appended to, turned over once, read from where a reader was.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events/event_log.h"
#include "base/fd.h"
#include "events/event.h"

#define OLD "events.1"
#define NEW "events"

static int open_log(int tenant)
{
	return openat(tenant, NEW, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
}

int event_log_append(int tenant, const struct event *e, struct err *err)
{
	int AUTO_CLOSE fd = open_log(tenant);
	char buffer[EVENT_LINE_SIZE + 1], last = '\n';
	size_t length = event_line(e, buffer + 1);
	struct stat st;
	bool torn;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, errno, NEW);
	if (st.st_size && st.st_size + (off_t)length > EVENT_LOG_SIZE) {
		if (renameat(tenant, NEW, tenant, OLD) < 0)
			return err_set(err, errno, OLD);
		fd_close(&fd);
		fd = open_log(tenant);
		if (fd < 0)
			return err_set(err, errno, NEW);
		st.st_size = 0;
	}
	if (st.st_size && pread(fd, &last, 1, st.st_size - 1) != 1)
		return err_set(err, errno, NEW);
	/* Whoever wrote last did not get to the end of the line. */
	torn = last != '\n';
	buffer[0] = '\n';
	if (fd_write_all(fd, buffer + !torn, length + torn) < 0)
		return err_set(err, errno, NEW);
	return 0;
}

int event_log_remove(int tenant, struct err *err)
{
	static const char *const names[] = {NEW, OLD};

	for (int i = 0; i < 2; i++)
		if (unlinkat(tenant, names[i], 0) < 0 && errno != ENOENT)
			return err_set(err, errno, "%s", names[i]);
	return 0;
}

/* The whole lines behind `from`, appended to *text. Returns how far they go, or -1 with errno. */
static off_t read_lines(int fd, off_t from, char **text, size_t *used)
{
	struct stat st;
	char *all, *end;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -1;
	if (st.st_size <= from || st.st_size > 2 * EVENT_LOG_SIZE)
		return from;
	all = realloc(*text, *used + (size_t)(st.st_size - from) + 1);
	if (!all)
		return -1;
	*text = all;
	n = pread(fd, all + *used, (size_t)(st.st_size - from), from);
	if (n < 0)
		return -1;
	end = memrchr(all + *used, '\n', (size_t)n);
	n = end ? end + 1 - (all + *used) : 0;
	*used += (size_t)n;
	all[*used] = '\0';
	return from + n;
}

static bool is_file_of(const struct event_cursor *cursor, const struct event_cursor *file)
{
	return cursor->file && cursor->file == file->file && cursor->born == file->born;
}

/* *begin: of this file. */
static int open_old(int tenant, const char *name, struct event_cursor *begin)
{
	int fd = openat(tenant, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct statx st;

	if (fd < 0 || statx(fd, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &st) < 0)
		return fd;
	begin->file = st.stx_ino;
	if (st.stx_mask & STATX_BTIME)
		begin->born = (uint64_t)st.stx_btime.tv_sec * 1000000000U + st.stx_btime.tv_nsec;
	return fd;
}

int event_log_read(int tenant, struct event_cursor *cursor, char **text, struct err *err)
{
	static const char *const names[] = {OLD, NEW};
	struct event_cursor begin[2] = {{0}, {0}};
	size_t used = 0;
	bool found = false;
	int fds[2];
	off_t at = 0;

	*text = NULL;
	for (int i = 0; i < 2; i++) {
		fds[i] = open_old(tenant, names[i], &begin[i]);
		found |= is_file_of(cursor, &begin[i]);
	}
	for (int i = 0; i < 2 && at >= 0; i++) {
		bool here = is_file_of(cursor, &begin[i]);

		if (fds[i] < 0 || (found && !here && i == 0))
			continue; /* read before the file of the cursor was begun */
		at = read_lines(fds[i], here ? (off_t)cursor->at : 0, text, &used);
		if (at >= 0) {
			*cursor = begin[i];
			cursor->at = (uint64_t)at;
		}
	}
	if (at < 0)
		err_set(err, errno, NEW);
	fd_close(&fds[0]);
	fd_close(&fds[1]);
	if (at < 0 || !used) {
		free(*text);
		*text = NULL;
	}
	return at < 0 ? -1 : 0;
}
