/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroups: one row per knob.
 */
#include "hostel/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hostel/fd.h"

#define CPU_PERIOD 100000 /* microseconds, the kernel's default */

static const char *const controller_names[CGROUP_CONTROLLERS] = {"memory", "pids", "cpu"};

static void print_number(char *text, size_t size, uint64_t value, bool v2)
{
	if (value == VALUE_MAX)
		snprintf(text, size, "%s", v2 ? "max" : "-1");
	else
		snprintf(text, size, "%" PRIu64, value);
}

static void print_pids(char *text, size_t size, uint64_t value, bool v2)
{
	(void)v2; /* v1 took the word over */
	print_number(text, size, value, true);
}

static void print_cpu(char *text, size_t size, uint64_t percent, bool v2)
{
	char quota[32];

	print_number(quota, sizeof(quota),
		percent == VALUE_MAX ? VALUE_MAX : percent * (CPU_PERIOD / 100), v2);
	if (v2)
		snprintf(text, size, "%s %d", quota, CPU_PERIOD);
	else
		snprintf(text, size, "%s", quota);
}

static const struct knob {
	const char *key;
	enum cgroup_controller controller;
	size_t member; /* of struct policy, uint64_t */
	const char *v2_file, *v1_file; /* NULL: that version needs none */
	void (*print)(char *text, size_t size, uint64_t value, bool v2);
} knobs[] = {
	{"memory.max", CGROUP_MEMORY, offsetof(struct policy, memory_max), "memory.max",
		"memory.limit_in_bytes", print_number},
	/* v1 counts socket buffers apart, and only if told to: else they are the host's. */
	{"memory.max", CGROUP_MEMORY, offsetof(struct policy, memory_max), NULL,
		"memory.kmem.tcp.limit_in_bytes", print_number},
	{"pids.max", CGROUP_PIDS, offsetof(struct policy, pids_max), "pids.max", "pids.max",
		print_pids},
	{"cpu.max", CGROUP_CPU, offsetof(struct policy, cpu_max), "cpu.max", "cpu.cfs_quota_us",
		print_cpu},
};

static bool has_word(const char *words, const char *word, const char *separators)
{
	size_t length = strlen(word);

	for (const char *p = words; *p;) {
		size_t n = strcspn(p, separators);

		if (n == length && !strncmp(p, word, n))
			return true;
		p += n;
		p += strspn(p, separators);
	}
	return false;
}

static void look_at_mount(struct cgroups *c, const char *type, const char *path, const char *options)
{
	bool v2 = !strcmp(type, "cgroup2");
	char controllers[512] = "", file[512];

	if (!v2 && strcmp(type, "cgroup"))
		return;
	if (v2) {
		snprintf(file, sizeof(file), "%s/cgroup.controllers", path);
		if (fd_get(AT_FDCWD, file, controllers, sizeof(controllers)) < 0)
			return;
	}
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		struct cgroup_mount *m = &c->mounts[i];

		if (!has_word(v2 ? controllers : options, controller_names[i], v2 ? " " : ","))
			continue;
		if (m->found || strlen(path) >= sizeof(m->path))
			continue; /* a controller is in one hierarchy only; its first mount serves */
		m->found = true;
		m->v2 = v2;
		strcpy(m->path, path);
	}
}

int cgroup_find(struct cgroups *c, struct err *e)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *m;

	*c = (struct cgroups){0};
	if (!mounts)
		return err_set(e, errno, "/proc/self/mounts");
	while ((m = getmntent(mounts)))
		look_at_mount(c, m->mnt_type, m->mnt_dir, m->mnt_opts);
	endmntent(mounts);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (!c->mounts[i].found)
			return err_rule(e, ENODEV,
				"%s.max cannot be enforced: no cgroup controller of this name is mounted",
				controller_names[i]);
	return 0;
}

static int make_directory(const char *path, struct err *e)
{
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return err_set(e, errno, "mkdir %s", path);
	return 0;
}

/* v2: children of `path` may use the controllers. Already on is the rule: then nothing is written. */
static int enable(const char *path, struct err *e)
{
	char file[600], on[256] = "";

	snprintf(file, sizeof(file), "%s/cgroup.subtree_control", path);
	if (fd_get(AT_FDCWD, file, on, sizeof(on)) < 0)
		return err_set(e, errno, "%s", file);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		char word[32];

		if (has_word(on, controller_names[i], " "))
			continue;
		snprintf(word, sizeof(word), "+%s", controller_names[i]);
		if (fd_put(AT_FDCWD, file, word) < 0)
			return err_set(e, errno, "write %s to %s", word, file);
	}
	return 0;
}

/* MOUNT/BASE, part by part: BASE may be several directories deep. */
static int make_base(const struct cgroup_mount *m, const char *base, struct err *e)
{
	char path[512];
	size_t used = (size_t)snprintf(path, sizeof(path), "%s", m->path);

	for (const char *p = base; *p;) {
		size_t n = strcspn(p, "/");

		if (m->v2 && enable(path, e) < 0)
			return -1;
		used += (size_t)snprintf(path + used, sizeof(path) - used, "/%.*s", (int)n, p);
		if (used >= sizeof(path))
			return err_set(e, ENAMETOOLONG, "cgroup %s", base);
		if (make_directory(path, e) < 0)
			return -1;
		p += n;
		p += strspn(p, "/");
	}
	return m->v2 ? enable(path, e) : 0;
}

/* `hostel gc` may take an empty base away between two steps: once more from the top then. */
static int make_place(const struct cgroups *c, const char *base, const char *path, struct err *e)
{
	for (int tries = 0;; tries++) {
		*e = ERR_NONE;
		for (int k = 0; k < CGROUP_CONTROLLERS && !e->code; k++)
			if (!strncmp(path, c->mounts[k].path, strlen(c->mounts[k].path)))
				make_base(&c->mounts[k], base, e);
		if (!e->code && make_directory(path, e) == 0)
			return 0;
		if (e->code != ENOENT || tries)
			return -1;
	}
}

static int write_knob(const struct knob *k, const char *path, bool v2, const struct policy *p,
	struct err *e)
{
	const char *name = v2 ? k->v2_file : k->v1_file;
	uint64_t value;
	char file[700], text[64];

	if (!name)
		return 0;
	memcpy(&value, (const char *)p + k->member, sizeof(value));
	snprintf(file, sizeof(file), "%s/%s", path, name);
	k->print(text, sizeof(text), value, v2);
	/* What only v1 has apart may be missing in a kernel that has given it up. */
	if (fd_put(AT_FDCWD, file, text) < 0 && (k->v2_file || errno != ENOENT))
		return err_set(e, errno, "%s: write %s to %s", k->key, text, file);
	return 0;
}

int cgroup_make(const struct cgroups *c, const char *base, const char *name, const struct policy *p,
	struct err *e)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	size_t n = cgroup_places(c, base, name, places);
	struct stat st;

	for (size_t i = 0; i < n; i++) {
		if (stat(places[i].path, &st) < 0 && make_place(c, base, places[i].path, e) < 0)
			return -1;
	}
	for (size_t k = 0; k < sizeof(knobs) / sizeof(knobs[0]); k++) {
		const struct cgroup_mount *m = &c->mounts[knobs[k].controller];
		char path[600];

		snprintf(path, sizeof(path), "%s/%s/%s", m->path, base, name);
		if (write_knob(&knobs[k], path, m->v2, p, e) < 0)
			return -1;
	}
	return 0;
}

size_t cgroup_places(const struct cgroups *c, const char *base, const char *name,
	struct cgroup_place places[CGROUP_CONTROLLERS])
{
	size_t n = 0;

	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const struct cgroup_mount *m = &c->mounts[i];
		struct cgroup_place place = {.v2 = m->v2};
		const char *last = strrchr(m->path, '/');
		size_t k = 0;

		if (!m->found)
			continue;
		snprintf(place.path, sizeof(place.path), "%s/%s/%s", m->path, base, name);
		/* v1: the name of its mount, where programs look for it: "memory", "cpu,cpuacct" */
		snprintf(place.name, sizeof(place.name), "%s", m->v2 ? "" : last + 1);
		while (k < n && strcmp(places[k].path, place.path))
			k++;
		if (k == n)
			places[n++] = place;
	}
	return n;
}

int cgroup_enter_v1(const struct cgroup_place *place)
{
	char file[600];

	snprintf(file, sizeof(file), "%s/tasks", place->path);
	return fd_put(AT_FDCWD, file, "0");
}

int cgroup_remove(const struct cgroups *c, const char *base, const char *name, struct err *e)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	size_t n = cgroup_places(c, base, name, places);
	int result = 0;

	for (size_t i = 0; i < n; i++) {
		char *path = places[i].path;

		if (rmdir(path) < 0 && errno != ENOENT)
			result = err_set(e, errno, "rmdir %s", path);
		*strrchr(path, '/') = '\0';
		rmdir(path); /* others may live there */
	}
	return result;
}

static int64_t read_number(const struct cgroup_mount *m, const char *base, const char *name,
	const char *file)
{
	char path[700], text[64];

	snprintf(path, sizeof(path), "%s/%s/%s/%s", m->path, base, name, file);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return -1;
	return (int64_t)strtoll(text, NULL, 10);
}

void cgroup_usage(const struct cgroups *c, const char *base, const char *name, int64_t *memory,
	int64_t *pids)
{
	const struct cgroup_mount *m = &c->mounts[CGROUP_MEMORY];

	*memory = read_number(m, base, name, m->v2 ? "memory.current" : "memory.usage_in_bytes");
	*pids = read_number(&c->mounts[CGROUP_PIDS], base, name, "pids.current");
}
