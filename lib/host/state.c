/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * State directories, locks and keepers.
 */
#include "host/state.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "host/subids.h"
#include "talk/paths.h"

#define ENTRY_SIZE_MAX (1024 * 1024) /* of passwd(5) */
#define NUMBERS_LOCK_SECONDS 10 /* it is held for moments; whoever waits has a bound of their own */

const char *const state_trees[] = {"etc", "programs", "base", "machine", NULL};

int state_directory(int dir, const char *name, struct err *e)
{
	int AUTO_CLOSE fd = -1;
	struct stat st;

	for (int tries = 0; tries < 2 && fd < 0; tries++) {
		fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 || errno != ENOENT)
			break;
		/* Everybody may pass (the keeper has to), nobody may list. */
		if (mkdirat(dir, name, 0711) < 0 && errno != EEXIST)
			break;
		if (fchmodat(dir, name, 0711, 0) < 0) /* whatever the caller's umask is */
			break;
	}
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", name);
	if (st.st_uid != 0 || st.st_mode & (S_IWGRP | S_IWOTH))
		return err_rule(e, EPERM, "%s: is not root's alone", name);
	return fd_take(&fd);
}

int state_open(struct err *e)
{
	return state_directory(AT_FDCWD, HOSTEL_STATEDIR, e);
}

int state_tenant(int state, uint32_t uid, struct err *e)
{
	int AUTO_CLOSE all = state_directory(state, "t", e);
	char name[16];

	snprintf(name, sizeof(name), "%u", uid);
	return all < 0 ? -1 : state_directory(all, name, e);
}

static int take_lock(int dir, const char *name, int how, unsigned seconds, struct err *e)
{
	int AUTO_CLOSE fd = openat(dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	const uint64_t end = now_milliseconds(CLOCK_MONOTONIC) + seconds * UINT64_C(1000);
	struct timespec nap = {.tv_nsec = 500000};

	if (fd < 0)
		return err_set(e, errno, "%s", name);
	while (flock(fd, how | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_set(e, errno, "lock %s", name);
		if (now_milliseconds(CLOCK_MONOTONIC) > end)
			return err_rule(e, ETIMEDOUT, "another login has held the lock for %u s", seconds);
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < 16000000)
			nap.tv_nsec *= 2;
	}
	return fd_take(&fd);
}

int state_lock(int dir, const char *name, unsigned seconds, struct err *e)
{
	return take_lock(dir, name, LOCK_EX, seconds, e);
}

int state_share(int dir, const char *name, unsigned seconds, struct err *e)
{
	return take_lock(dir, name, LOCK_SH, seconds, e);
}

/* A line of subuid(5) or subgid(5) gives away ids of the range: 1; 0: none does; -1 with errno. */
static int given_away(const char *file, const struct uid_range *range, char *line, size_t size)
{
	FILE *f = fopen(file, "re");
	int found = 0;

	if (!f)
		return errno == ENOENT ? 0 : -1;
	while (!found && fgets(line, (int)size, f)) {
		struct uid_range given;

		line[strcspn(line, "\n")] = '\0';
		found = subids_read(line, &given) && ranges_meet(&given, range);
	}
	if (!found && !feof(f))
		found = -1;
	fclose(f);
	return found;
}

/* 1, with the name, if there is an account of this uid. getpwuid(3) would overwrite the login program's. */
static int find_account(uint32_t uid, char name[64])
{
	struct passwd entry, *found = NULL;
	char *AUTO_FREE buffer = NULL;
	int n = ERANGE;

	for (size_t size = 4096; n == ERANGE && size <= ENTRY_SIZE_MAX; size *= 4) {
		free(buffer);
		buffer = malloc(size);
		if (!buffer)
			return -1;
		n = getpwuid_r(uid, &entry, buffer, size, &found);
	}
	if (found)
		snprintf(name, 64, "%.63s", found->pw_name);
	return !!found;
}

/* "NAME:x:NUMBER:": an account or a group of the host's own that has an id of the range. */
static int check_entries(const char *file, const char *key, const struct uid_range *range, struct err *e)
{
	FILE *f = fopen(file, "re");
	char *AUTO_FREE line = NULL;
	size_t size = 0;
	int result = 0;

	if (!f)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", file);
	while (!result && getline(&line, &size, f) >= 0) {
		const char *field = strchr(line, ':');
		unsigned long id;

		field = field ? strchr(field + 1, ':') : NULL;
		id = field ? strtoul(field + 1, NULL, 10) : 0;
		if (id >= range->first && id <= range->last)
			result = err_rule(e, EBUSY, "[host] %s = %u-%u: %s gives %lu to %.*s", key,
				range->first, range->last, file, id, (int)strcspn(line, ":"), line);
	}
	if (!result && ferror(f))
		result = err_set(e, EIO, "%s", file);
	fclose(f);
	return result;
}

int state_check_range(const char *key, const struct uid_range *range, uint32_t uid, uint32_t chosen,
	struct err *e)
{
	static const char *const files[] = {"/etc/subuid", "/etc/subgid"};
	char line[512], name[64];
	int found;

	if (uid >= range->first && uid <= range->last)
		return err_rule(e, EINVAL, "[host] %s = %u-%u: contains the tenant's uid %u",
			key, range->first, range->last, uid);
	for (int i = 0; i < 2; i++) {
		int n = given_away(files[i], range, line, sizeof(line));

		if (n < 0)
			return err_set(e, errno, "%s", files[i]);
		if (n)
			return err_rule(e, EBUSY, "[host] %s = %u-%u: %s gives some of them to %s",
				key, range->first, range->last, files[i], line);
	}
	if (check_entries("/etc/passwd", key, range, e) < 0 || check_entries("/etc/group", key, range, e) < 0)
		return -1;
	found = find_account(chosen, name);
	if (found > 0)
		return err_rule(e, EBUSY, "[host] %s = %u-%u: uid %u is the account %s",
			key, range->first, range->last, chosen, name);
	return found < 0 ? err_set(e, ENOMEM, "uid %u", chosen) : 0;
}

struct keepers {
	struct state_numbers numbers; /* first */
	const struct uid_range *range;
};

static int check_keeper(const struct state_numbers *n, uint32_t uid, uint32_t keeper, struct err *e)
{
	const struct keepers *k = (const struct keepers *)n;

	return state_check_range("keepers", k->range, uid, keeper, e);
}

/* 1: *number is theirs; 0: it is free, and the next that they would be given; -1 with *e. */
static int look(int dir, const struct state_numbers *n, uint32_t uid, uint32_t *number, struct err *e)
{
	char own[16];

	snprintf(own, sizeof(own), "%u", uid);
	for (uint64_t i = 0; i < n->count; i++) {
		char name[16], owner[16];
		ssize_t length;

		*number = n->first + (uint32_t)((uid + i) % n->count);
		snprintf(name, sizeof(name), "%u", *number);
		length = readlinkat(dir, name, owner, sizeof(owner) - 1);
		if (length < 0)
			return errno == ENOENT ? 0 : err_set(e, errno, "%s/%s", n->name, name);
		owner[length] = '\0';
		if (!strcmp(owner, own))
			return 1;
	}
	return err_rule(e, ENOSPC, "all are taken");
}

static int give(int dir, const struct state_numbers *n, uint32_t uid, uint32_t number, struct err *e)
{
	char name[16], own[16];

	snprintf(name, sizeof(name), "%u", number);
	snprintf(own, sizeof(own), "%u", uid);
	return symlinkat(own, dir, name) < 0 ? err_set(e, errno, "%s/%s", n->name, name) : 0;
}

/* The check may ask a name service that hangs: nobody else waits for it. */
int state_number(int state, const struct state_numbers *n, uint32_t uid, uint32_t *number, struct err *e)
{
	int AUTO_CLOSE dir = state_directory(state, n->name, e);

	while (dir >= 0) {
		int AUTO_CLOSE lock = -1;
		uint32_t checked;
		int found = look(dir, n, uid, &checked, e);

		if (found < 0 || (!found && n->check && n->check(n, uid, checked, e) < 0))
			return -1;
		lock = state_lock(state, "lock", NUMBERS_LOCK_SECONDS, e);
		if (lock < 0)
			return -1;
		found = look(dir, n, uid, number, e);
		if (found)
			return found < 0 ? -1 : 0;
		if (*number == checked)
			return give(dir, n, uid, *number, e);
		/* Meanwhile another was given it, or a better one has become free. */
	}
	return -1;
}

/* The last one of several is nobody's: talk/face.h. */
int state_keeper(int state, const struct uid_range *range, uint32_t uid, uint32_t *keeper,
	struct err *e)
{
	const uint32_t count = range->last > range->first ? range->last - range->first : 1;
	const struct keepers keepers = {{"keepers", range->first, count, check_keeper}, range};

	if (state_number(state, &keepers.numbers, uid, keeper, e) == 0)
		return 0;
	return e->code != ENOSPC ? -1
				 : err_rule(e, ENOSPC, "[host] keepers = %u-%u: all are taken",
					   range->first, range->last);
}
