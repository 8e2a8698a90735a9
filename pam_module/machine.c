/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies of the files of /sys/devices/system that say how the processors are arranged: they do not change
 * while the machine runs, but for processors that come and go. The directory itself cannot be shown: beside
 * them stand the times that processors slept and the memory that is free, which tell what neighbours do.
 */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/hash.h"
#include "keyed.h"

#define TOP "/sys/devices/system"
#define DETAILS_MAX 256 /* processors, and nodes, with more than a number: each file takes a page of memory */

/* Documentation/ABI/testing/sysfs-devices-system-cpu, Documentation/ABI/stable/sysfs-devices-node */
static const char *const lists[] = {
	"cpu/isolated", "cpu/kernel_max", "cpu/offline", "cpu/online", "cpu/possible", "cpu/present",
	"node/has_cpu", "node/has_memory", "node/has_normal_memory", "node/online", "node/possible", NULL,
};
static const char *const of_cpu[] = {
	"topology/cluster_id", "topology/core_cpus", "topology/core_cpus_list", "topology/core_id",
	"topology/core_siblings", "topology/core_siblings_list", "topology/die_id", "topology/package_cpus",
	"topology/package_cpus_list", "topology/physical_package_id", "topology/thread_siblings",
	"topology/thread_siblings_list", NULL,
};
static const char *const of_cache[] = {
	"coherency_line_size", "id", "level", "number_of_sets", "physical_line_partition", "shared_cpu_list",
	"shared_cpu_map", "size", "type", "ways_of_associativity", NULL,
};
static const char *const of_node[] = {"cpulist", "cpumap", "distance", NULL};

static bool is_there(struct skeleton *s, int top, const char *directory)
{
	if (faccessat(top, directory, F_OK, 0) == 0)
		return true;
	if (errno != ENOENT)
		s->failed = errno;
	return false;
}

/* What this kernel does not have is not there inside either. */
static void add_files(struct skeleton *s, int top, const char *directory, const char *const *names)
{
	for (; *names; names++) {
		char path[160], text[4096];
		ssize_t n;

		snprintf(path, sizeof(path), "%s%s", directory, *names);
		n = fd_get(top, path, text, sizeof(text) - 1);
		if (n < 0 && errno != ENOENT && errno != EINVAL && errno != ENODEV && errno != EOPNOTSUPP)
			s->failed = errno;
		if (n < 0)
			continue;
		text[n] = '\n';
		text[n + 1] = '\0';
		skeleton_file(s, path, text);
	}
}

static void add_cpu(struct skeleton *s, int top, const char *directory)
{
	add_files(s, top, directory, of_cpu);
	for (int i = 0; i < 8; i++) {
		char cache[128];

		snprintf(cache, sizeof(cache), "%scache/index%d/", directory, i);
		if (!is_there(s, top, cache))
			break;
		add_files(s, top, cache, of_cache);
	}
}

static void add_node(struct skeleton *s, int top, const char *directory)
{
	add_files(s, top, directory, of_node);
}

/* Each directory NAME0, NAME1... of cpu/ or node/. */
static void add_each(struct skeleton *s, int top, const char *name,
	void (*add)(struct skeleton *s, int top, const char *directory))
{
	for (unsigned i = 0; i < DETAILS_MAX; i++) {
		char directory[64];

		snprintf(directory, sizeof(directory), "%s/%s%u/", name, name, i);
		if (is_there(s, top, directory))
			add(s, top, directory);
	}
}

static int describe(struct skeleton *s, struct err *e)
{
	int AUTO_CLOSE top = open(TOP, O_PATH | O_DIRECTORY | O_CLOEXEC);

	skeleton_directory(s, "cpu", 0755);
	skeleton_directory(s, "node", 0755);
	if (top < 0) /* a host without sysfs */
		return errno == ENOENT ? 0 : err_set(e, errno, TOP);
	add_files(s, top, "", lists);
	add_each(s, top, "cpu", add_cpu);
	add_each(s, top, "node", add_node);
	return 0;
}

static uint64_t key(void)
{
	static const char *const changing[] = {TOP "/cpu/online", TOP "/cpu/present", TOP "/node/online"};
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < sizeof(changing) / sizeof(changing[0]); i++) {
		char text[4096] = "";

		(void)fd_get(AT_FDCWD, changing[i], text, sizeof(text));
		hash = hash_more(hash, text, strlen(text) + 1);
	}
	return hash;
}

int machine_describe(struct build *b, struct err *e)
{
	return keyed_tree(b, "machine", key(), describe, b->survey->machine_name, e);
}
