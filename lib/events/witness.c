/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of what ran, fetched and kept.
 */
#include "events/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/block.h"
#include "base/fd.h"
#include "base/now.h"
#include "events/history.h"
#include "host/helper.h"
#include "host/process.h"
#include "talk/launch.h"
#include "talk/paths.h"

#define RAN_MAGIC 0x31525348U /* "HSR1": the last byte is the version */
#define LOCK_SECONDS 1
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

/* --- from PID 1 ----------------------------------------------------------------------------------- */

/*
 * Its own descriptor, not its name below /proc: nothing is opened that may never answer. Seals are asked for
 * first, which files of disks and tenants do not have; and only root's memory is root's.
 */
static int take_descriptor(int process)
{
	int fd = (int)syscall(SYS_pidfd_getfd, process, LAUNCH_FD_WITNESS, 0);
	struct stat st;

	if (fd >= 0 && fcntl(fd, F_GET_SEALS) == SEALS && fstat(fd, &st) == 0 && st.st_uid == 0 &&
		st.st_size == WITNESS_MEMORY)
		return fd;
	helper_close(&fd); /* it may be anything, and PID 1 have closed its own meanwhile */
	return -1;
}

int witness_open(int32_t pid)
{
	int AUTO_CLOSE process = (int)syscall(SYS_pidfd_open, pid, 0);

	return process < 0 ? -1 : take_descriptor(process);
}

bool witness_copy(int fd, unsigned char *bytes)
{
	return fd >= 0 && pread(fd, bytes, WITNESS_MEMORY, 0) == WITNESS_MEMORY;
}

bool witness_fetch(int32_t pid, uint64_t start, unsigned char *bytes)
{
	int AUTO_CLOSE process = (int)syscall(SYS_pidfd_open, pid, 0);
	int AUTO_CLOSE fd = process < 0 || process_start(pid) != start ? -1 : take_descriptor(process);

	return witness_copy(fd, bytes);
}

/* --- in the file ---------------------------------------------------------------------------------- */

void ran_encode(const struct ran *ran, unsigned char *bytes)
{
	struct wire_writer w = {.data = bytes, .size = RAN_SIZE - WITNESS_SIZE};

	memset(bytes, 0, RAN_SIZE);
	wire_put_u32(&w, 0);
	wire_put_u32(&w, RAN_MAGIC);
	wire_put_u64(&w, ran->origin);
	wire_put_u64(&w, ran->seen);
	witness_encode(&ran->is, bytes + RAN_SIZE - WITNESS_SIZE);
	block_seal(bytes, RAN_SIZE);
}

bool ran_decode(struct ran *ran, const unsigned char *bytes)
{
	struct wire_reader r = {.data = bytes + BLOCK_HEAD, .left = RAN_SIZE - WITNESS_SIZE - BLOCK_HEAD};
	bool good = block_is_whole(bytes, RAN_SIZE) && wire_get_u32(&r) == RAN_MAGIC;

	*ran = (struct ran){0};
	if (good) {
		ran->origin = wire_get_u64(&r);
		ran->seen = wire_get_u64(&r);
		good = block_ends(&r) && witness_decode(&ran->is, bytes + RAN_SIZE - WITNESS_SIZE) &&
			ran->is.time <= ran->seen;
	}
	if (!good)
		*ran = (struct ran){0};
	return good;
}

static int open_file(int dir, const char *name, uint32_t uid, int flags)
{
	char file[HISTORY_NAME_SIZE], path[HISTORY_NAME_SIZE + 8];
	struct stat st;
	int AUTO_CLOSE fd = -1;

	history_file(name, uid, file);
	snprintf(path, sizeof(path), "%s.ran", file);
	fd = openat(dir, path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_uid != 0 || st.st_mode & 077 ||
		st.st_nlink != 1) {
		errno = fd < 0 ? errno : EINVAL;
		return -1;
	}
	return fd_take(&fd);
}

/* Places in which there is none have sequence 0. */
static void read_all(int fd, struct ran ran[RAN_RECORDS])
{
	for (size_t i = 0; i < RAN_RECORDS; i++) {
		unsigned char bytes[RAN_SIZE] = {0};

		if (pread(fd, bytes, sizeof(bytes), (off_t)(i * RAN_SIZE)) < 0 || !ran_decode(&ran[i], bytes))
			ran[i] = (struct ran){0};
	}
}

static bool is_kept(const struct ran ran[RAN_RECORDS], const struct ran *one)
{
	for (size_t i = 0; i < RAN_RECORDS; i++)
		if (ran[i].origin == one->origin && ran[i].is.sequence == one->is.sequence)
			return true;
	return false;
}

static size_t oldest(const struct ran ran[RAN_RECORDS])
{
	size_t found = 0;

	for (size_t i = 1; i < RAN_RECORDS; i++)
		if (ran[i].seen < ran[found].seen ||
			(ran[i].seen == ran[found].seen && ran[i].is.time < ran[found].is.time))
			found = i;
	return found;
}

static int keep_new(int fd, uint64_t origin, const unsigned char *bytes)
{
	struct ran *AUTO_FREE ran = calloc(RAN_RECORDS, sizeof(*ran));

	if (!ran)
		return -1;
	read_all(fd, ran);
	for (size_t i = 0; i < WITNESS_RECORDS; i++) {
		struct ran one = {.origin = origin, .seen = now_milliseconds(CLOCK_REALTIME)};
		unsigned char to[RAN_SIZE];
		size_t place;

		if (!witness_decode(&one.is, bytes + i * WITNESS_SIZE) || is_kept(ran, &one))
			continue;
		if (one.is.time > one.seen)
			one.is.time = one.seen;
		place = oldest(ran);
		ran[place] = one;
		ran_encode(&one, to);
		if (pwrite(fd, to, sizeof(to), (off_t)(place * RAN_SIZE)) != (ssize_t)sizeof(to))
			return -1;
	}
	return 0;
}

static bool has_any(const unsigned char *bytes)
{
	struct witness w;

	for (size_t i = 0; i < WITNESS_RECORDS; i++)
		if (witness_decode(&w, bytes + i * WITNESS_SIZE))
			return true;
	return false;
}

int witness_keep(const char *name, uint32_t uid, uint64_t origin, const unsigned char *bytes, struct err *e)
{
	int AUTO_CLOSE dir = -1, AUTO_CLOSE lock = -1, AUTO_CLOSE fd = -1;

	if (!has_any(bytes))
		return 0;
	dir = history_open(e);
	lock = dir < 0 ? -1 : history_lock(dir, true, LOCK_SECONDS, e);
	if (lock < 0)
		return -1;
	fd = open_file(dir, name, uid, O_RDWR | O_CREAT);
	return fd < 0 || keep_new(fd, origin, bytes) < 0
		? err_set(e, errno, HOSTEL_HISTORY "/%s.%u.ran", name, uid) : 0;
}

static int by_time(const void *a, const void *b)
{
	const struct ran *one = a, *other = b;

	if (one->is.time != other->is.time)
		return one->is.time < other->is.time ? -1 : 1;
	return one->is.sequence < other->is.sequence ? -1 : one->is.sequence > other->is.sequence;
}

size_t witness_read(int dir, const char *name, uint32_t uid, struct ran *ran)
{
	int AUTO_CLOSE fd = open_file(dir, name, uid, O_RDONLY);
	size_t count = 0;

	if (fd < 0)
		return 0;
	read_all(fd, ran);
	for (size_t i = 0; i < RAN_RECORDS; i++)
		if (ran[i].is.sequence)
			ran[count++] = ran[i];
	qsort(ran, count, sizeof(*ran), by_time);
	return count;
}
