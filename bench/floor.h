/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor: what a sandbox of the same shape costs if nothing is done but the system calls. The shape is
 * a file that plan.py takes from a tenant's live sandbox, a line each:
 *
 *   cgroup DIR              made, joined (v1: tasks, v2: CLONE_INTO_CGROUP), removed
 *   porch|room TYPE FROM AT FLAGS    a mount; TYPE bind, mask (a bind of the room's own), link (symbolic),
 *                           or a file system's; FLAGS of r (read-only), t (tree)
 */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#define FLOOR_MOUNTS_MAX 256
#define FLOOR_CGROUPS_MAX 16
#define FLOOR_TEXT 128

struct floor_mount {
	char room[8], type[16], from[FLOOR_TEXT], at[FLOOR_TEXT], flags[8];
};

struct floor {
	unsigned keeper, uid;
	int cgroup_count, mount_count;
	char cgroups[FLOOR_CGROUPS_MAX][FLOOR_TEXT];
	struct floor_mount mounts[FLOOR_MOUNTS_MAX];
};

/* 0, or -1 if the file cannot be read or has lines that are none. */
int floor_read(struct floor *f, const char *path);

#endif
