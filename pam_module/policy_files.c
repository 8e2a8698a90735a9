/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the files of a policy are as they were. In doubt they are not; nothing is an error.
 */
#include "policy_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/config_dir.h"

#define JUST_NOW 2 /* seconds: coarser than any file system's times; a change in one tick shows in no time */

void policy_files_begin(struct policy_files *s)
{
	s->count = 0;
	s->clock = time(NULL);
	clock_gettime(CLOCK_BOOTTIME, &s->begun);
}

/* False if nobody can tell. */
static bool look(int directory, const char *path, struct policy_file *file)
{
	memset(file, 0, sizeof(*file));
	if (snprintf(file->path, sizeof(file->path), "%s", path) >= (int)sizeof(file->path))
		return false;
	file->there = fstatat(directory, config_place(directory, path), &file->st, AT_SYMLINK_NOFOLLOW) == 0;
	return file->there || errno == ENOENT;
}

static bool same(const struct policy_file *a, const struct policy_file *b)
{
	const struct stat *x = &a->st, *y = &b->st;

	return a->there == b->there && x->st_dev == y->st_dev && x->st_ino == y->st_ino &&
	       x->st_size == y->st_size && x->st_ctim.tv_sec == y->st_ctim.tv_sec &&
	       x->st_ctim.tv_nsec == y->st_ctim.tv_nsec;
}

/* What was there before it was read and after is what was read. */
static int read_noted(void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	struct policy_files *s = context;
	const struct policy_reader reader = config_reader(s->directory);
	struct policy_file before, after;
	const bool seen = look(*s->directory, path, &before);
	const int result = reader.read(reader.context, path, text, length, ps);

	if (!seen || !look(*s->directory, path, &after) || !same(&before, &after) ||
	    s->count >= POLICY_FILES_MAX)
		s->count = POLICY_FILES_MAX + 1;
	else
		s->v[s->count++] = after;
	return result;
}

struct policy_reader policy_files_reader(struct policy_files *s, const int *directory)
{
	s->directory = directory;
	return (struct policy_reader){.read = read_noted, .context = s};
}

void policy_files_stamp(const struct policy_files *s, const char *path, char stamp[CONFIG_STAMP_SIZE])
{
	*stamp = '\0';
	for (size_t i = 0; s->count <= POLICY_FILES_MAX && i < s->count; i++)
		if (!strcmp(s->v[i].path, path))
			config_stamp_of(s->v[i].there ? &s->v[i].st : NULL, stamp);
}

/* Also what a suspended host slept counts: clock_gettime(2). */
static unsigned age_of(const struct policy_files *s)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	if (t.tv_sec - s->begun.tv_sec > 3600)
		return 3600 * 1000;
	return (unsigned)((t.tv_sec - s->begun.tv_sec) * 1000 + (t.tv_nsec - s->begun.tv_nsec) / 1000000);
}

bool policy_files_same(const struct policy_files *s, const char *config, unsigned *age)
{
	char path[CONFIG_PATH_SIZE];
	struct err ignored = ERR_NONE; /* who reads the policy anew finds it again */
	int AUTO_CLOSE directory = config_in_force(config, path, &ignored) < 0
		? -1 : open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool same_still = directory >= 0 && s->count > 0 && s->count <= POLICY_FILES_MAX;

	*age = age_of(s);
	for (size_t i = 0; same_still && i < s->count; i++) {
		struct policy_file now;

		same_still = look(directory, s->v[i].path, &now) && same(&now, &s->v[i]) &&
		       (!now.there || now.st.st_ctim.tv_sec <= s->clock - JUST_NOW);
	}
	return same_still;
}
