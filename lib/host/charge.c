/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Login programs in a cgroup of their own beside the sandbox's. Whoever stands on the porch is one:
 * the kernel says so, and what is moved here by number was asked a moment before.
 */
#include "host/charge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/make.h"
#include "host/porch.h"
#include "host/record.h"

#define ROUNDS_MAX 10 /* what was forked meanwhile: children of those that are moved are born there */

struct leaf {
	struct cgroup_place places[CGROUP_CONTROLLERS];
	size_t count;
	char name[CGROUP_NAME_SIZE];
};

void charge_name(char name[CGROUP_NAME_SIZE], const char *tenant)
{
	snprintf(name, CGROUP_NAME_SIZE, "%.64s~login", tenant);
}

int charge_make(const struct cgroups *c, const char *base, const char *tenant, const struct policy *p,
	struct err *e)
{
	struct policy copy = *p; /* its lists and texts stay those of *p */
	struct cgroup_warnings ignored = {0}; /* the sandbox's own cgroup has the same */
	char name[CGROUP_NAME_SIZE];

	charge_name(name, tenant);
	copy.pids_max = VALUE_MAX; /* or a bomb inside would stop sshd */
	return cgroup_make(c, base, name, &copy, &ignored, e);
}

/* proc_pid_cgroup(5): one line per hierarchy, which ends with the path. */
static bool is_charged(const struct leaf *leaf, int all, const char *pid)
{
	char path[32], text[4096], *save = NULL;
	size_t length = strlen(leaf->name), found = 0;

	snprintf(path, sizeof(path), "%.16s/cgroup", pid);
	if (fd_get(all, path, text, sizeof(text)) < 0)
		return true; /* gone */
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		size_t n = strlen(line);

		found += n > length && line[n - length - 1] == '/' && !strcmp(line + n - length, leaf->name);
	}
	return found >= leaf->count;
}

/*
 * 1: moved, or gone; -1 with *e. The kernel takes a number: `process`, a pidfd that was opened before it was
 * looked at, says until just before whether it still means the same.
 */
static int move(const struct leaf *leaf, const char *pid, int process, struct err *e)
{
	struct pollfd ended = {process, POLLIN, 0};

	for (size_t i = 0; i < leaf->count && poll(&ended, 1, 0) == 0; i++) {
		char file[600];

		snprintf(file, sizeof(file), "%s/cgroup.procs", leaf->places[i].path);
		if (fd_put(AT_FDCWD, file, pid) < 0 && errno != ESRCH)
			return err_set(e, errno, "move process %.16s to %s", pid, leaf->places[i].path);
	}
	return 1;
}

/* Everybody on the porch who is not in the cgroup yet. How many, or -1 with *e. */
static int move_all(const struct leaf *leaf, const struct record *r, struct err *e)
{
	DIR *all = opendir("/proc");
	struct dirent *entry;
	int moved = 0, n = 0;

	if (!all)
		return err_set(e, errno, "/proc");
	while (n >= 0 && (entry = readdir(all))) {
		const char *pid = entry->d_name;
		int AUTO_CLOSE process = porch_standing(r, dirfd(all), pid);

		if (process < 0 || is_charged(leaf, dirfd(all), pid))
			continue;
		n = move(leaf, pid, process, e);
		moved += n > 0;
	}
	closedir(all);
	return n < 0 ? -1 : moved;
}

int charge_porch(const struct record *r, const struct policy *p, struct err *e)
{
	struct leaf leaf = {.count = 0};
	struct cgroups c;
	int moved = 1;

	if (!r->porch || !r->keeper)
		return err_rule(e, EINVAL, "the porch of %s is not known", r->name);
	if (cgroup_find(&c, e) < 0 || charge_make(&c, r->cgroup, r->name, p, e) < 0)
		return -1;
	charge_name(leaf.name, r->name);
	leaf.count = cgroup_places(&c, r->cgroup, leaf.name,
		cgroup_needed(&c, p) & ~(c.mounts[CGROUP_PIDS].v2 ? 0 : 1U << CGROUP_PIDS), leaf.places);
	for (int round = 0; round < ROUNDS_MAX && moved > 0; round++)
		moved = move_all(&leaf, r, e);
	return moved < 0 ? -1 : 0;
}
