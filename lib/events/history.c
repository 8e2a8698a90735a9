/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tenant's history in a file.
 */
#include "events/history.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/state.h"
#include "policy/names.h"
#include "talk/paths.h"

#define HEADS 2
#define LOOKED "looked"

const struct ring_shape history_rings[RINGS] = {
	[RING_MINUTES] = {300, 2 * 288},
	[RING_HOURS] = {3600, 31 * 24},
	[RING_DAYS] = {86400, 400},
};

const char *const history_ends[] = {"", ".ran", ".told", ".damaged", NULL};

int history_open(struct err *e)
{
	int AUTO_CLOSE var = state_directory(AT_FDCWD, HOSTEL_VARDIR, e);
	int AUTO_CLOSE dir = var < 0 ? -1 : state_directory(var, "history", e);

	/* Names and habits of tenants are nobody else's to list. */
	if (dir >= 0 && fchmod(dir, 0700) < 0)
		return err_set(e, errno, HOSTEL_HISTORY);
	return fd_take(&dir);
}

int history_lock(int dir, bool alone, unsigned seconds, struct err *e)
{
	const int fd = alone ? state_lock(dir, "lock", seconds, e) : state_share(dir, "lock", seconds, e);

	return fd < 0 && e->code == ETIMEDOUT ? err_rule(e, ETIMEDOUT, HOSTEL_HISTORY
		"/lock: another hostel has held it for %u s", seconds) : fd;
}

void history_file(const char *name, uint32_t uid, char file[HISTORY_NAME_SIZE])
{
	snprintf(file, HISTORY_NAME_SIZE, "%.64s.%" PRIu32, name, uid);
}

bool history_whose(const char *file, char name[65], uint32_t *uid)
{
	const char *dot = strrchr(file, '.');
	char again[HISTORY_NAME_SIZE];

	if (!dot || dot == file || dot - file > 64 || dot[1] < '0' || dot[1] > '9')
		return false;
	snprintf(name, 65, "%.*s", (int)(dot - file), file);
	*uid = (uint32_t)strtoul(dot + 1, NULL, 10);
	history_file(name, *uid, again);
	return !strcmp(file, again) && policy_valid_name(name);
}

static off_t place_of(enum ring ring, size_t index)
{
	size_t slots = index;

	for (int i = 0; i < (int)ring; i++)
		slots += history_rings[i].count;
	return (off_t)(HEADS * HEAD_SIZE + slots * SLOT_SIZE);
}

static size_t index_of(enum ring ring, uint64_t start)
{
	return start / history_rings[ring].length % history_rings[ring].count;
}

/* A file that only root can have put there; a short read is a file that ends, zeros follow. */
static int open_file(int dir, const char *file, int flags, struct err *e)
{
	int AUTO_CLOSE fd = openat(dir, file, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, HOSTEL_HISTORY "/%s", file);
	if (!S_ISREG(st.st_mode) || st.st_uid != 0 || st.st_mode & 077 || st.st_nlink != 1)
		return err_rule(e, EINVAL, HOSTEL_HISTORY "/%s: is not a file of root's alone", file);
	if (st.st_size > place_of(RINGS, 0))
		return err_rule(e, EINVAL, HOSTEL_HISTORY "/%s: is longer than a history", file);
	return fd_take(&fd);
}

static int read_at(int fd, off_t at, unsigned char *bytes, size_t size)
{
	size_t used = 0;
	ssize_t n = 1;

	memset(bytes, 0, size);
	while (used < size && (n = pread(fd, bytes + used, size - used, at + (off_t)used)) > 0)
		used += (size_t)n;
	return n < 0 ? -1 : 0;
}

static int write_at(int fd, off_t at, const unsigned char *bytes, size_t size)
{
	const ssize_t n = pwrite(fd, bytes, size, at);

	if (n >= 0 && (size_t)n < size)
		errno = ENOSPC;
	return n < 0 || (size_t)n < size ? -1 : 0;
}

/* The newer copy. 1; 0 for an empty file; -1 with *e (EINVAL: neither is one, or it is somebody else's). */
static int read_head(int fd, const char *name, uint32_t uid, struct head *head, struct err *e)
{
	unsigned char bytes[HEADS * HEAD_SIZE];
	struct stat st;

	*head = (struct head){0};
	if (fstat(fd, &st) < 0 || read_at(fd, 0, bytes, sizeof(bytes)) < 0)
		return err_set(e, errno, HOSTEL_HISTORY "/%s.%u", name, uid);
	for (int i = 0; i < HEADS; i++) {
		struct head one;

		if (head_decode(&one, bytes + i * HEAD_SIZE) && one.sequence > head->sequence)
			*head = one;
	}
	if (head->sequence && !strcmp(head->name, name) && head->uid == uid)
		return 1;
	/* The first head of all may have been cut short: nothing is lost then. */
	if (!head->sequence && st.st_size < (off_t)(HEADS * HEAD_SIZE))
		return 0;
	return err_rule(e, EINVAL, HOSTEL_HISTORY "/%s.%u: is damaged", name, uid);
}

/* What of the head is not yet in a ring. */
static int write_ring(int fd, enum ring ring, const struct head *h)
{
	const uint64_t length = history_rings[ring].length, last = h->last.time / 1000 / length;
	const uint64_t begin = h->last.time - h->elapsed, count = history_rings[ring].count;
	uint64_t first = begin / 1000 / length;

	first = last - first < count ? first : last - count + 1;
	first = first ? first : 1; /* slot 0 would be none */
	for (uint64_t i = first; i <= last; i++) {
		const off_t at = place_of(ring, index_of(ring, i * length));
		unsigned char bytes[SLOT_SIZE];
		struct slot slot;

		if (read_at(fd, at, bytes, sizeof(bytes)) < 0)
			return -1;
		slot_decode(&slot, bytes);
		if (!slot_take(&slot, i * length, length, h))
			continue;
		slot_encode(&slot, bytes);
		if (write_at(fd, at, bytes, sizeof(bytes)) < 0)
			return -1;
	}
	return 0;
}

static int write_rings(int fd, const struct head *h)
{
	for (int i = 0; i < RINGS; i++)
		if (write_ring(fd, (enum ring)i, h) < 0)
			return -1;
	return 0;
}

static int write_look(int fd, struct head *h, const struct look *look)
{
	unsigned char bytes[HEAD_SIZE];

	if (h->sequence && write_rings(fd, h) < 0) /* of one that was cut short */
		return -1;
	if (!head_next(h, look))
		return 0;
	head_encode(h, bytes);
	if (write_at(fd, (off_t)(h->sequence % HEADS * HEAD_SIZE), bytes, sizeof(bytes)) < 0)
		return -1;
	return write_rings(fd, h);
}

static int set_aside(int dir, const char *file, struct err *e)
{
	char aside[HISTORY_NAME_SIZE + 16];

	snprintf(aside, sizeof(aside), "%s.damaged", file);
	if (renameat(dir, file, dir, aside) < 0)
		return err_set(e, errno, HOSTEL_HISTORY "/%s", aside);
	return 0;
}

int history_write(int dir, const char *name, uint32_t uid, const struct look *look, bool *damaged,
	struct err *e)
{
	char file[HISTORY_NAME_SIZE];
	struct head head;
	int AUTO_CLOSE fd = -1;
	int found;

	if (damaged)
		*damaged = false;
	history_file(name, uid, file);
	fd = open_file(dir, file, O_RDWR | O_CREAT, e);
	found = fd < 0 ? -1 : read_head(fd, name, uid, &head, e);
	/* ELOOP: a link, EISDIR: a directory, ENXIO: a socket, EINVAL: as said. */
	if (found < 0 && damaged &&
		(e->code == EINVAL || e->code == ELOOP || e->code == EISDIR || e->code == ENXIO)) {
		if (set_aside(dir, file, e) < 0)
			return -1;
		*damaged = true;
		fd_close(&fd);
		fd = open_file(dir, file, O_RDWR | O_CREAT | O_EXCL, e);
		found = fd < 0 ? -1 : 0;
		head = (struct head){0};
	}
	if (found < 0)
		return -1;
	snprintf(head.name, sizeof(head.name), "%s", name);
	head.uid = uid;
	return write_look(fd, &head, look) < 0 ? err_set(e, errno, HOSTEL_HISTORY "/%s", file) : 0;
}

static int read_ring(int fd, enum ring ring, struct history *h)
{
	const size_t count = history_rings[ring].count;
	unsigned char *AUTO_FREE bytes = malloc(count * SLOT_SIZE);

	h->slots[ring] = calloc(count, sizeof(struct slot));
	if (!bytes || !h->slots[ring] || read_at(fd, place_of(ring, 0), bytes, count * SLOT_SIZE) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct slot *s = &h->slots[ring][i];
		const bool good = slot_decode(s, bytes + i * SLOT_SIZE);

		/* In its place, and not of a time to come. */
		if (good && (s->start % history_rings[ring].length || index_of(ring, s->start) != i))
			*s = (struct slot){0};
		for (size_t k = 0; !good && k < SLOT_SIZE; k++)
			if (bytes[i * SLOT_SIZE + k]) {
				h->torn++;
				break;
			}
	}
	return 0;
}

int history_read(int dir, const char *name, uint32_t uid, struct history *h, struct err *e)
{
	char file[HISTORY_NAME_SIZE];
	int AUTO_CLOSE fd = -1;

	*h = (struct history){0};
	history_file(name, uid, file);
	fd = open_file(dir, file, O_RDONLY, e);
	if (fd < 0 || read_head(fd, name, uid, &h->head, e) < 0)
		return -1;
	for (int i = 0; i < RINGS; i++)
		if (read_ring(fd, (enum ring)i, h) < 0) {
			err_set(e, errno, HOSTEL_HISTORY "/%s", file);
			history_free(h);
			return -1;
		}
	return 0;
}

void history_free(struct history *h)
{
	for (int i = 0; i < RINGS; i++)
		free(h->slots[i]);
	*h = (struct history){0};
}

/* Its heads say whose it is. */
static int copy_renamed(int from, int to, const char *name)
{
	const size_t size = (size_t)place_of(RINGS, 0);
	unsigned char *AUTO_FREE bytes = malloc(size);
	struct stat st;

	if (!bytes || fstat(from, &st) < 0 || read_at(from, 0, bytes, size) < 0)
		return -1;
	for (int i = 0; i < HEADS; i++) {
		struct head one;

		if (!head_decode(&one, bytes + i * HEAD_SIZE))
			continue;
		snprintf(one.name, sizeof(one.name), "%s", name);
		head_encode(&one, bytes + i * HEAD_SIZE);
	}
	return write_at(to, 0, bytes, (size_t)st.st_size);
}

int history_rename(int dir, const char *name, uint32_t uid, const char *to, struct err *e)
{
	char old[HISTORY_NAME_SIZE], new[HISTORY_NAME_SIZE], beside[HISTORY_NAME_SIZE + 16];
	int AUTO_CLOSE from = -1, AUTO_CLOSE copy = -1;
	struct head head;

	history_file(name, uid, old);
	history_file(to, uid, new);
	snprintf(beside, sizeof(beside), "%s.new", new); /* a name that history_whose() does not know */
	from = open_file(dir, old, O_RDONLY, e);
	if (from < 0 && e->code == ENOENT) {
		*e = ERR_NONE;
		return 0;
	}
	if (from < 0 || read_head(from, name, uid, &head, e) < 0)
		return -1;
	unlinkat(dir, beside, 0);
	copy = open_file(dir, beside, O_RDWR | O_CREAT | O_EXCL, e);
	if (copy < 0)
		return -1;
	if (copy_renamed(from, copy, to) < 0 || renameat(dir, beside, dir, new) < 0) {
		err_set(e, errno, HOSTEL_HISTORY "/%s", beside);
		unlinkat(dir, beside, 0);
		return -1;
	}
	for (size_t i = 1; history_ends[i]; i++) {
		char one[HISTORY_NAME_SIZE + 16], other[HISTORY_NAME_SIZE + 16];

		snprintf(one, sizeof(one), "%s%s", old, history_ends[i]);
		snprintf(other, sizeof(other), "%s%s", new, history_ends[i]);
		unlinkat(dir, other, 0);
		renameat(dir, one, dir, other);
	}
	unlinkat(dir, old, 0);
	return 0;
}

uint64_t history_looked(int dir)
{
	struct stat st;

	if (fstatat(dir, LOOKED, &st, AT_SYMLINK_NOFOLLOW) < 0 || st.st_mtime < 0)
		return 0;
	return (uint64_t)st.st_mtime;
}

int history_looked_now(int dir, struct err *e)
{
	const int flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	int AUTO_CLOSE fd = openat(dir, LOOKED, flags, 0600);

	return fd < 0 || futimens(fd, NULL) < 0 ? err_set(e, errno, HOSTEL_HISTORY "/" LOOKED) : 0;
}
