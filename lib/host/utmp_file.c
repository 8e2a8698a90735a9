/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * utmp and wtmp files. The locks are those that libc's pututxline(3) and updwtmpx(3) take, waited for
 * a moment only.
 */
#include "host/utmp_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"

#define LOCK_TRIES 50
#define LOCK_PAUSE 10000000 /* nanoseconds: half a second altogether */
#define ENTRY ((off_t)sizeof(struct utmpx))
#ifndef ACCOUNTING /* musl has none */
#define ACCOUNTING 9
#endif

void utmp_id(char id[4], pid_t pid)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-";
	unsigned n = (unsigned)pid;

	id[0] = (char)('A' + (n >> 18 & 15));
	for (int i = 3; i > 0; i--, n >>= 6)
		id[i] = digits[n & 63];
}

/* Locks of an open file description: they meet the ones of libc, and end with the descriptor. */
static int lock(int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE};

	for (int i = 0; i < LOCK_TRIES; i++) {
		if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
			return 0;
		if (errno != EAGAIN && errno != EACCES)
			return -1;
		nanosleep(&pause, NULL);
	}
	errno = EAGAIN;
	return -1;
}

/* Never a FIFO that somebody has put there: a record is not worth waiting for. */
int record_file_open(const char *path, int flags, size_t record)
{
	int AUTO_CLOSE fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	errno = EINVAL;
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || st.st_nlink != 1 || st.st_size % (off_t)record)
		return -1;
	return fd_take(&fd);
}

static bool is_entry(int fd, off_t at)
{
	struct utmpx u;

	return pread(fd, &u, sizeof(u), at) == ENTRY && u.ut_type >= EMPTY && u.ut_type <= ACCOUNTING &&
	       u.ut_tv.tv_usec >= 0 && u.ut_tv.tv_usec < 1000000;
}

/* Its first entry and its last one look like entries: any file could be of such a size. */
static int open_utmp(const char *path, int flags)
{
	int AUTO_CLOSE fd = record_file_open(path, O_RDWR | flags, sizeof(struct utmpx));
	const off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);

	if (fd < 0 || size < 0)
		return -1;
	errno = EINVAL;
	return size < ENTRY || (is_entry(fd, 0) && is_entry(fd, size - ENTRY)) ? fd_take(&fd) : -1;
}

static bool ours(const struct utmpx *u)
{
	char id[4], end[16];
	size_t length = strnlen(u->ut_line, sizeof(u->ut_line));
	int n = snprintf(end, sizeof(end), "/%d", (int)u->ut_pid);

	utmp_id(id, u->ut_pid);
	return !memcmp(u->ut_id, id, sizeof(id)) && length >= (size_t)n &&
	       !memcmp(u->ut_line + length - (size_t)n, end, (size_t)n);
}

static bool is_terminal(const struct utmpx *u)
{
	return u->ut_type >= INIT_PROCESS && u->ut_type <= DEAD_PROCESS;
}

static bool same_line(const struct utmpx *a, const struct utmpx *b)
{
	return !strncmp(a->ut_line, b->ut_line, sizeof(a->ut_line));
}

struct utmpx utmp_ended(const struct utmpx *entry)
{
	struct utmpx u = *entry;
	time_t now = time(NULL);

	u.ut_type = DEAD_PROCESS;
	memset(u.ut_user, 0, sizeof(u.ut_user));
	memset(u.ut_host, 0, sizeof(u.ut_host));
	memset(u.ut_addr_v6, 0, sizeof(u.ut_addr_v6));
	u.ut_tv.tv_sec = (int32_t)now;
	u.ut_tv.tv_usec = 0;
	return u;
}

/* Half an entry would shift all that follow. The errno of what failed stays. */
static void cut(int fd, off_t end)
{
	int code = errno;

	if (ftruncate(fd, end) == 0 || code)
		errno = code;
}

static int put(int fd, const struct utmpx *u, off_t at)
{
	ssize_t n = pwrite(fd, u, sizeof(*u), at);

	if (n == ENTRY)
		return 0;
	if (n >= 0)
		errno = ENOSPC;
	return -1;
}

/* An ended or abandoned entry of ours may be used again; an abandoned one is ended at once. */
static bool reusable(int fd, struct utmpx *u, off_t at)
{
	if (!ours(u) || (u->ut_type != USER_PROCESS && u->ut_type != DEAD_PROCESS))
		return false;
	if (u->ut_type == USER_PROCESS) {
		if (kill(u->ut_pid, 0) == 0 || errno != ESRCH)
			return false;
		*u = utmp_ended(u);
		put(fd, u, at);
	}
	return true;
}

int utmp_login(const char *path, struct utmpx *entry)
{
	int AUTO_CLOSE fd = open_utmp(path, 0);
	off_t at, same = -1, spare = -1;
	struct utmpx u;

	if (fd < 0 || lock(fd) < 0)
		return -1;
	for (at = 0; pread(fd, &u, sizeof(u), at) == ENTRY; at += ENTRY) {
		if (is_terminal(&u) && same_line(&u, entry)) {
			same = at;
			memcpy(entry->ut_id, u.ut_id, sizeof(u.ut_id)); /* init's name for it */
		} else if (reusable(fd, &u, at)) {
			spare = at;
		}
	}
	if (same < 0)
		same = spare < 0 ? at : spare;
	if (put(fd, entry, same) == 0)
		return 0;
	if (same == at)
		cut(fd, at);
	return -1;
}

int utmp_logout(const char *path, const struct utmpx *entry)
{
	int AUTO_CLOSE fd = open_utmp(path, 0);
	struct utmpx u;

	if (fd < 0 || lock(fd) < 0)
		return -1;
	for (off_t at = 0; pread(fd, &u, sizeof(u), at) == ENTRY; at += ENTRY) {
		if (u.ut_type != USER_PROCESS || u.ut_pid != entry->ut_pid || !same_line(&u, entry))
			continue;
		u = utmp_ended(&u);
		return put(fd, &u, at);
	}
	return 0;
}

int wtmp_append(const char *path, const struct utmpx *entry)
{
	int AUTO_CLOSE fd = open_utmp(path, O_APPEND);
	bool locked = fd >= 0 && lock(fd) == 0;
	off_t end = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	ssize_t n;

	if (end < 0)
		return -1;
	n = write(fd, entry, sizeof(*entry));
	if (n == ENTRY)
		return 0;
	if (n >= 0)
		errno = ENOSPC;
	if (n > 0 && locked)
		cut(fd, end);
	return -1;
}
