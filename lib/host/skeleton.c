/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small immutable directory trees of root's.
 */
#include "host/skeleton.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "base/tree.h"

#define COPY_SIZE_MAX (32 * 1024 * 1024)

static void mix(struct skeleton *s, const void *data, size_t size)
{
	s->hash = hash_more(s->hash ? s->hash : HASH_START, data, size);
}

static void add(struct skeleton *s, enum skeleton_kind kind, mode_t mode, const char *path,
	const char *text)
{
	struct skeleton_entry *entry;

	if (s->count == s->size) {
		size_t size = s->size ? 2 * s->size : 64;
		struct skeleton_entry *larger = realloc(s->entries, size * sizeof(*larger));

		if (!larger) {
			s->failed = ENOMEM;
			return;
		}
		s->entries = larger;
		s->size = size;
	}
	entry = &s->entries[s->count];
	*entry = (struct skeleton_entry){kind, mode, strdup(path), strdup(text)};
	s->count++;
	if (!entry->path || !entry->text) {
		s->failed = ENOMEM;
		return;
	}
	mix(s, &kind, sizeof(kind));
	mix(s, &mode, sizeof(mode));
	mix(s, path, strlen(path) + 1);
	mix(s, text, strlen(text) + 1);
}

static const struct skeleton_entry *find(const struct skeleton *s, const char *path, size_t length)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->entries[i].path && !strncmp(s->entries[i].path, path, length) &&
		    !s->entries[i].path[length])
			return &s->entries[i];
	return NULL;
}

static void add_parents(struct skeleton *s, const char *path)
{
	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		char parent[4096];
		size_t length = (size_t)(p - path);
		const struct skeleton_entry *entry = find(s, path, length);

		if (entry && entry->kind == SKELETON_LINK)
			s->failed = ELOOP; /* what is below would be made where it leads */
		if (!length || length >= sizeof(parent) || entry)
			continue;
		memcpy(parent, path, length);
		parent[length] = '\0';
		add(s, SKELETON_DIRECTORY, 0755, parent, "");
	}
}

void skeleton_directory(struct skeleton *s, const char *path, mode_t mode)
{
	path += strspn(path, "/");
	if (find(s, path, strlen(path)))
		return;
	add_parents(s, path);
	add(s, SKELETON_DIRECTORY, mode, path, "");
}

void skeleton_link(struct skeleton *s, const char *path, const char *target)
{
	path += strspn(path, "/");
	if (find(s, path, strlen(path)))
		return;
	add_parents(s, path);
	add(s, SKELETON_LINK, 0, path, target);
}

void skeleton_file(struct skeleton *s, const char *path, const char *content)
{
	add_parents(s, path);
	add(s, SKELETON_FILE, 0644, path, content);
}

/*
 * A regular file of root's that every account of the host may read, and that is not too large to have a copy
 * in memory: one odd file refuses nobody.
 */
static int is_public(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_uid == 0 && st->st_mode & S_IROTH &&
	       st->st_size <= COPY_SIZE_MAX;
}

void skeleton_copy(struct skeleton *s, const char *path, const char *source)
{
	struct stat st;

	if (stat(source, &st) < 0) {
		if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP && !err_is_dead(errno))
			s->failed = errno;
		return; /* a link that leads nowhere, or to a file system that has died: not shown */
	}
	if (!is_public(&st))
		return; /* not meant for everybody: not shown */
	mix(s, &st.st_mode, sizeof(st.st_mode));
	add(s, SKELETON_COPY, 0644, path, source);
	mix(s, &st.st_dev, sizeof(st.st_dev));
	mix(s, &st.st_ino, sizeof(st.st_ino));
	mix(s, &st.st_size, sizeof(st.st_size));
	mix(s, &st.st_mtim, sizeof(st.st_mtim));
	mix(s, &st.st_ctim, sizeof(st.st_ctim));
}

static int write_file(int dir, const char *path, const void *data, size_t size)
{
	int AUTO_CLOSE fd =
		openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 || fd_write_all(fd, data, size) < 0)
		return -1;
	return fchmod(fd, 0644);
}

static int copy_file(int dir, const char *path, const char *source)
{
	int AUTO_CLOSE fd = open(source, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	struct stat st;
	size_t length;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	errno = EACCES; /* changed since it was described */
	if (!is_public(&st) || fd_read_file(fd, COPY_SIZE_MAX, &text, &length) < 0)
		return -1;
	return write_file(dir, path, text, length);
}

static int make_entry(int dir, const struct skeleton_entry *entry)
{
	switch (entry->kind) {
	case SKELETON_DIRECTORY:
		if (mkdirat(dir, entry->path, 0700) < 0)
			return -1;
		return fchmodat(dir, entry->path, entry->mode, 0);
	case SKELETON_LINK:
		return symlinkat(entry->text, dir, entry->path);
	case SKELETON_FILE:
		return write_file(dir, entry->path, entry->text, strlen(entry->text));
	case SKELETON_COPY:
		return copy_file(dir, entry->path, entry->text);
	}
	return -1;
}

static int make_all(const struct skeleton *s, int dirfd, const char *name, struct err *e)
{
	int AUTO_CLOSE dir = -1;

	if (mkdirat(dirfd, name, 0700) < 0)
		return err_set(e, errno, "mkdir %s", name);
	dir = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return err_set(e, errno, "%s", name);
	for (size_t i = 0; i < s->count; i++)
		if (make_entry(dir, &s->entries[i]) < 0)
			return err_set(e, errno, "make %s/%s", name, s->entries[i].path);
	return fchmod(dir, 0755) < 0 ? err_set(e, errno, "%s", name) : 0;
}

int skeleton_make(const struct skeleton *s, int dirfd, const char *prefix, char name[64],
	struct err *e)
{
	char fresh[96];
	struct stat st;
	int result;

	if (s->failed)
		return err_set(e, s->failed, "%s", prefix);
	snprintf(name, 64, "%s-%016" PRIx64, prefix, s->hash);
	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	/* A name of this process's own: another login may be making the same one. */
	snprintf(fresh, sizeof(fresh), "new-%s.%d", name, (int)getpid());
	if (tree_remove(dirfd, fresh) < 0)
		return err_set(e, errno, "remove %s", fresh);
	result = make_all(s, dirfd, fresh, e);
	if (result == 0 && renameat(dirfd, fresh, dirfd, name) == 0)
		return 0;
	/* Unless the other one was faster. */
	if (result == 0 && errno != EEXIST && errno != ENOTEMPTY)
		result = err_set(e, errno, "rename %s", fresh);
	tree_remove(dirfd, fresh);
	return result;
}

void skeleton_free(struct skeleton *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->entries[i].path);
		free(s->entries[i].text);
	}
	free(s->entries);
	*s = (struct skeleton){0};
}
