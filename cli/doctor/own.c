/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: hostel's own files, and what of it is left or out of date.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/config.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/processes.h"
#include "host/drain.h"
#include "talk/paths.h"

#define DEPTH_MAX 3

/* Root's, and nobody else's to write, by mode or by an access control list, acl(5). */
static void look_at(struct verdict *v, int dir, const char *name, const char *path)
{
	char proc[64];
	int AUTO_CLOSE fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0) {
		if (errno != ENOENT)
			verdict_add(v, "%s: %s", path, strerrordesc_np(errno));
		return;
	}
	if (S_ISLNK(st.st_mode))
		return;
	if (st.st_uid)
		verdict_add(v, "%s: owner %u", path, st.st_uid);
	if (st.st_mode & 022 && !S_ISSOCK(st.st_mode))
		verdict_add(v, "%s: mode %04o", path, st.st_mode & 07777);
	snprintf(proc, sizeof(proc), "/proc/self/fd/%d", fd);
	if (getxattr(proc, "system.posix_acl_access", NULL, 0) > 0)
		verdict_add(v, "%s: has an access control list", path);
}

static void walk(struct verdict *v, int parent, const char *name, const char *path, int depth)
{
	const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	look_at(v, parent, name, path);
	while (dir && (entry = readdir(dir))) {
		char *AUTO_FREE full = NULL;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		full = text_of("%s/%s", path, entry->d_name);
		if (entry->d_type == DT_DIR && depth > 1)
			walk(v, dirfd(dir), entry->d_name, full, depth - 1);
		else
			look_at(v, dirfd(dir), entry->d_name, full);
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

void doctor_own_files(struct doctor *d, struct verdict *v)
{
	char *AUTO_FREE config = config_path(d->cli), self[512] = "";

	walk(v, AT_FDCWD, config, config, DEPTH_MAX);
	walk(v, AT_FDCWD, HOSTEL_LIBEXECDIR, HOSTEL_LIBEXECDIR, DEPTH_MAX);
	/* Deeper down are rooms, and what is the tenants' in them. */
	walk(v, AT_FDCWD, HOSTEL_STATEDIR, HOSTEL_STATEDIR, 1);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) > 0)
		look_at(v, AT_FDCWD, self, self);
	look_at(v, AT_FDCWD, "/etc/pam.d", "/etc/pam.d");
	verdict_count(v, LEVEL_FAIL, "all of it is root's, and nobody else can write there",
		"files of hostel's that others can change");
}

void doctor_maintenance(struct doctor *d, struct verdict *v)
{
	char message[DRAIN_MESSAGE_SIZE];

	(void)d;
	if (drain_is_on(message))
		verdict_set(v, LEVEL_INFO, "no tenant comes in; each is told: %s", message);
	else
		verdict_set(v, LEVEL_PASS, "there is none");
}

/* --- what is left --------------------------------------------------------------------------------------- */

/* An upgrade leaves " (deleted)" behind the name of a program that still runs. */
static bool runs_former(int32_t pid)
{
	char path[64], program[512] = "";

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return readlink(path, program, sizeof(program) - 1) > 0 && strstr(program, "/hostel-init (deleted)");
}

/* Records of rooms whose PID 1 is gone: the next login, or gc, takes them away. */
static size_t count_ended(int state, const struct processes *p)
{
	uint32_t *uids = NULL;
	const int count = live_numbers(state, "t", &uids);
	size_t ended = 0;

	for (int i = 0; i < count; i++) {
		char path[32];
		bool alive = false;
		int AUTO_CLOSE dir = -1;
		struct err e = ERR_NONE;
		struct record r;

		for (size_t k = 0; k < p->count && !alive; k++)
			alive = p->v[k].uid == uids[i] && p->v[k].inside == 1;
		snprintf(path, sizeof(path), "t/%u", uids[i]);
		dir = openat(state, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		ended += !alive && dir >= 0 && record_read(dir, &r, &e) > 0;
	}
	free(uids);
	return ended;
}

void doctor_leftovers(struct doctor *d, struct verdict *v)
{
	struct processes p = {0};
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = live_state(&e);
	size_t ended = 0, former = 0;

	if (state < 0) {
		verdict_set(v, LEVEL_PASS, "no room since the host came up");
		return;
	}
	if (processes_keepers(&p, state, &e) == 0 && processes_find(&p, 0, &e) == 0) {
		for (size_t i = 0; i < p.count; i++) {
			const struct doctor_tenant *t = doctor_by_uid(d, p.v[i].uid);

			if (p.v[i].inside != 1 || !runs_former(p.v[i].pid))
				continue;
			verdict_add_of(v, t ? t->name : NULL, "%s: process %d is a former hostel-init",
				t ? t->name : "?", p.v[i].pid);
			former++;
		}
		ended = count_ended(state, &p);
	}
	processes_free(&p);
	if (ended)
		verdict_add(v, "%zu records of rooms that have ended", ended);
	verdict_count(v, former ? LEVEL_WARN : LEVEL_INFO, "nothing is left of rooms that have ended",
		"what is left of former rooms, or runs a former version");
}
