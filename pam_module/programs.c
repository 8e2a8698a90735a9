/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names under which hostel-shell stands on the porch: those of all the host's programs, so that
 * whatever a login program executes there (a shell, sendmail, what sudo was asked for) runs inside.
 * No name more: where there is no sendmail, cron and atd say in the log that a mail is lost.
 */
#include "programs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "host/skeleton.h"
#include "keyed.h"
#include "policy/encode.h"
#include "policy/policy.h"
#include "talk/layout.h"
#include "talk/paths.h"

#define NAMES_MAX 20000 /* in one directory */

/* The directories as they are now: as long as this is the same, so are the names. */
static uint64_t directories_key(void)
{
	uint64_t key = 0;

	for (const char *const *dir = layout_programs; *dir; dir++) {
		struct {
			uint64_t dev, ino, seconds, nanoseconds, changed, changed_nanoseconds;
		} now = {0};
		struct stat st;

		if (lstat(*dir, &st) == 0) {
			now.dev = st.st_dev;
			now.ino = st.st_ino;
			now.seconds = (uint64_t)st.st_mtim.tv_sec;
			now.nanoseconds = (uint64_t)st.st_mtim.tv_nsec;
			now.changed = (uint64_t)st.st_ctim.tv_sec;
			now.changed_nanoseconds = (uint64_t)st.st_ctim.tv_nsec;
		}
		key = key * UINT64_C(0x100000001b3) ^ policy_hash((void *)&now, sizeof(now));
	}
	return key;
}

int programs_by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_name(struct skeleton *s, const char *dir, const char *name)
{
	char path[512], below[LAYOUT_PROGRAMS_NAME];

	snprintf(path, sizeof(path), "%s/%s", layout_programs_name(dir, below), name);
	skeleton_link(s, path, HOSTEL_INSIDE_BIN "/hostel-shell");
}

static int add_directory(struct skeleton *s, const char *path, struct err *e)
{
	struct dirent **names = NULL;
	char below[LAYOUT_PROGRAMS_NAME];
	struct stat st;
	int n;

	skeleton_directory(s, layout_programs_name(path, below), 0755);
	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	if (!S_ISDIR(st.st_mode))
		return 0;
	n = scandir(path, &names, NULL, programs_by_name);
	if (n < 0)
		return err_set(e, errno, "%s", path);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_type != DT_DIR && n <= NAMES_MAX)
			add_name(s, path, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return n > NAMES_MAX ? err_rule(e, E2BIG, "%s: more than %d names", path, NAMES_MAX) : 0;
}

static int describe(struct skeleton *s, struct err *e)
{
	int result = 0;

	for (const char *const *dir = layout_programs; *dir && !result; dir++)
		result = add_directory(s, *dir, e);
	return result;
}

int programs_describe(struct build *b, struct err *e)
{
	return keyed_tree(b, "programs", directories_key(), describe, b->survey->programs_name, e);
}
