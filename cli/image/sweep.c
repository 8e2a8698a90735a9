/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Going through a tree that came from outside, inside the sandbox.
 */
#include "sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fd.h"

#define NAMES_MAX 65536 /* XATTR_LIST_MAX */

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* user.overlay.* would be orders to the overlay of a room: this directory is opaque, that file is not there.
 */
static bool may_stay(const char *name)
{
	return !strcmp(name, "security.capability") || begins(name, "system.posix_acl_") ||
	       (begins(name, "user.") && !begins(name, "user.overlay."));
}

/* Of the file itself, if it is a link. */
static int sweep_attributes(int directory, const char *name)
{
	char path[48 + NAME_MAX];
	static char names[NAMES_MAX];
	ssize_t size;

	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", directory, name);
	size = llistxattr(path, names, sizeof(names));
	if (size < 0)
		return errno == EOPNOTSUPP ? 0 : -1;
	for (ssize_t at = 0; at < size; at += (ssize_t)strlen(&names[at]) + 1)
		if (!may_stay(&names[at]) && lremovexattr(path, &names[at]) < 0)
			return -1;
	return 0;
}

static bool is_own(const struct sweep *s, const struct timespec *t)
{
	return t->tv_sec > s->begun.tv_sec ||
	       (t->tv_sec == s->begun.tv_sec && t->tv_nsec >= s->begun.tv_nsec);
}

/* Whole seconds: of parts some archives know and others do not. */
static int settle_time(const struct sweep *s, int directory, const char *name, const struct stat *st)
{
	const bool zero = st->st_mtim.tv_sec < 0 || is_own(s, &st->st_mtim);
	const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = zero ? 0 : st->st_mtim.tv_sec}};

	return zero || st->st_mtim.tv_nsec ? utimensat(directory, name, times, AT_SYMLINK_NOFOLLOW) : 0;
}

static int because(struct sweep *s, const char *what)
{
	if (!*s->why)
		snprintf(s->why, sizeof(s->why), "%s: %s", what, strerror(errno));
	return -1;
}

static int sweep_below(struct sweep *s, int directory, int depth);

static int sweep_one(struct sweep *s, int directory, const char *name, int depth)
{
	int AUTO_CLOSE below = -1;
	struct stat st;

	s->count++;
	if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return because(s, "a file");
	if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))
		return unlinkat(directory, name, 0) < 0 ? because(s, "a device") : 0;
	if (sweep_attributes(directory, name) < 0)
		return because(s, "the attributes of a file");
	if (S_ISDIR(st.st_mode)) {
		below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0)
			return because(s, "a directory");
		if (sweep_below(s, below, depth + 1) < 0)
			return -1;
	}
	return settle_time(s, directory, name, &st) < 0 ? because(s, "the time of a file") : 0;
}

static int sweep_below(struct sweep *s, int directory, int depth)
{
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), result = 0;
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (depth > SWEEP_DEPTH)
		snprintf(s->why, sizeof(s->why), "directories are nested deeper than %d", SWEEP_DEPTH);
	if (!dir)
		result = because(s, "a directory");
	if (depth > SWEEP_DEPTH)
		result = -1;
	while (!result && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			result = sweep_one(s, directory, entry->d_name, depth);
	if (dir)
		closedir(dir);
	return result;
}

int sweep_tree(struct sweep *s, int root)
{
	struct stat st;

	if (fstat(root, &st) < 0 || sweep_attributes(root, ".") < 0 || fchmod(root, 0755) < 0)
		return because(s, "the root directory");
	if (sweep_below(s, root, 1) < 0)
		return -1;
	return settle_time(s, root, ".", &st) < 0 ? because(s, "the root directory") : 0;
}

static int empty_below(int parent, const char *name, int depth)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), result = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir)
		return -1;
	if (depth > SWEEP_DEPTH) {
		errno = ELOOP;
		result = -1;
	}
	while (!result && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (unlinkat(dirfd(dir), entry->d_name, 0) == 0)
			continue;
		result = errno != EISDIR ? -1 : empty_below(dirfd(dir), entry->d_name, depth + 1);
		if (!result)
			result = unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
	}
	closedir(dir);
	return result;
}

int sweep_empty(int parent, const char *name)
{
	return empty_below(parent, name, 1);
}
