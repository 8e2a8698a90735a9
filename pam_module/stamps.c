/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stamps of policy files. Doubt makes them worthless; nothing is an error.
 */
#include "stamps.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/config_dir.h"

#define JUST_NOW 2 /* seconds: coarser than any file system's times; a change in one tick shows in no time */

void stamps_begin(struct stamps *s)
{
	s->count = 0;
	s->clock = time(NULL);
	clock_gettime(CLOCK_BOOTTIME, &s->begun);
}

/* False if nobody can tell. */
static bool look(int directory, const char *path, struct stamp *stamp)
{
	struct stat st;

	memset(stamp, 0, sizeof(*stamp));
	if (snprintf(stamp->path, sizeof(stamp->path), "%s", path) >= (int)sizeof(stamp->path))
		return false;
	if (fstatat(directory, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT;
	stamp->there = true;
	stamp->device = st.st_dev;
	stamp->inode = st.st_ino;
	stamp->size = st.st_size;
	stamp->changed = st.st_ctim;
	return true;
}

static bool same(const struct stamp *a, const struct stamp *b)
{
	return a->there == b->there && a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* What was there before it was read and after is what was read. */
static int read_stamped(void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	struct stamps *s = context;
	const struct policy_reader reader = config_reader(s->directory);
	struct stamp before, after;
	const bool known = look(*s->directory, path, &before);
	const int result = reader.read(reader.context, path, text, length, ps);

	if (!known || !look(*s->directory, path, &after) || !same(&before, &after) || s->count >= STAMPS_MAX)
		s->count = STAMPS_MAX + 1;
	else
		s->v[s->count++] = after;
	return result;
}

struct policy_reader stamps_reader(struct stamps *s, const int *directory)
{
	s->directory = directory;
	return (struct policy_reader){.read = read_stamped, .context = s};
}

/* Also what a suspended host slept counts: clock_gettime(2). */
static unsigned age_of(const struct stamps *s)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	if (t.tv_sec - s->begun.tv_sec > 3600)
		return 3600 * 1000;
	return (unsigned)((t.tv_sec - s->begun.tv_sec) * 1000 + (t.tv_nsec - s->begun.tv_nsec) / 1000000);
}

bool stamps_hold(const struct stamps *s, const char *config, unsigned *age)
{
	int AUTO_CLOSE directory = open(config, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool hold = directory >= 0 && s->count > 0 && s->count <= STAMPS_MAX;

	*age = age_of(s);
	for (size_t i = 0; hold && i < s->count; i++) {
		struct stamp now;

		hold = look(directory, s->v[i].path, &now) && same(&now, &s->v[i]) &&
		       (!now.there || now.changed.tv_sec <= s->clock - JUST_NOW);
	}
	return hold;
}
