/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories that stand for cgroups, of either version.
 */
#ifndef CGROUP_TEST_H
#define CGROUP_TEST_H

#include "lib_test.h"

#include "cgroup/find.h"

static const struct cgroups v2 = {.mounts = {{true, true, "/sys/fs/cgroup"},
	{true, true, "/sys/fs/cgroup"}, {true, true, "/sys/fs/cgroup"}, {true, true, "/sys/fs/cgroup"},
	{true, true, "/sys/fs/cgroup"}, {true, true, "/sys/fs/cgroup"}}};
static const struct cgroups v1 = {.mounts = {{true, false, "/sys/fs/cgroup/memory"},
	{true, false, "/sys/fs/cgroup/pids"}, {true, false, "/sys/fs/cgroup/cpu,cpuacct"},
	{true, false, "/sys/fs/cgroup/cpuset"}, {true, false, "/sys/fs/cgroup/blkio"},
	{true, false, "/sys/fs/cgroup/cpu,cpuacct"}}};
#define EXPECTED (1U << CGROUP_CPUSET | 1U << CGROUP_CPUACCT) /* of v1 */
#define THREE (1U << CGROUP_MEMORY | 1U << CGROUP_PIDS | 1U << CGROUP_CPU)

/* A directory in the place of a cgroup: what is written is seen. */
static inline void make_knobs(const struct scratch *s, struct cgroups *c, bool second)
{
	static const char *const files[] = {"memory.max", "pids.max", "cpu.max",
		"memory.limit_in_bytes", "memory.kmem.tcp.limit_in_bytes", "cpu.cfs_quota_us",
		"cpu.cfs_period_us",
		"memory.current", "memory.usage_in_bytes", "pids.current", "tasks", "memory.high",
		"memory.low", "memory.swap.max", "memory.oom.group", "cpu.weight", "cpu.shares",
		"memory.memsw.limit_in_bytes", "cgroup.subtree_control", "io.max", "io.weight",
		"cpuset.cpus", "cpuset.mems"};

	*c = second ? v2 : v1;
	make_dir(s, "hostel", 0755);
	make_dir(s, "hostel/alice", 0755);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char path[64];

		(void)snprintf(path, sizeof(path), "hostel/alice/%s", files[i]);
		make_text(s, path, strstr(files[i], "current") ? "7\n" : "", 0644);
	}
	make_text(s, "cgroup.subtree_control", "cpuset cpu io memory pids\n", 0644);
	make_text(s, "hostel/memory.low", "0\n", 0644);
	make_text(s, "io.cost.qos", "254:0 enable=1 ctrl=auto\n", 0644);
	make_text(s, "hostel/cgroup.subtree_control", "cpuset cpu io memory pids\n", 0644);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		strcpy(c->mounts[i].path, s->path);
}

static inline void assert_file(const struct scratch *s, const char *name, const char *expected)
{
	char text[64] = "", path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "hostel/alice/%s", name);
	fd = openat(s->fd, path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof(text) - 1) >= 0);
	close(fd);
	assert_string_equal(text, expected);
}

#endif
