/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel counts in a tenant's cgroup: one row per counter, with the file of either version.
 */
#include "cgroup/counters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"

#define FILE_SIZE 16384 /* io.stat has a line per disk */
#define PATH_SIZE 800

/* Where in a file the number stands. */
enum form {
	FORM_KEY,   /* in the line that begins with `key` */
	FORM_ALONE, /* there is nothing else */
	FORM_SOME,  /* pressure: "some avg10=0.00 ... total=N" */
	FORM_DISKS  /* io.stat: "8:0 rbytes=1 wbytes=2 ...", v1: "8:0 Read 1"; the sum of all disks */
};

struct source {
	const char *file, *key;
	enum form form;
	unsigned divisor; /* v1 has nanoseconds */
};

#define NO_FILE {NULL, NULL, FORM_ALONE, 1}

static const struct row {
	const char *name;
	enum cgroup_controller controller;
	struct source v2, v1;
} rows[COUNTERS] = {
	[COUNTER_OOM_KILLS] = {"oom_kills", CGROUP_MEMORY, {"memory.events", "oom_kill", FORM_KEY, 1},
		{"memory.oom_control", "oom_kill", FORM_KEY, 1}},
	[COUNTER_MEMORY_MAX] = {"memory_max_hits", CGROUP_MEMORY, {"memory.events", "max", FORM_KEY, 1},
		{"memory.failcnt", NULL, FORM_ALONE, 1}},
	[COUNTER_MEMORY_HIGH] = {"memory_high_hits", CGROUP_MEMORY, {"memory.events", "high", FORM_KEY, 1},
		NO_FILE},
	[COUNTER_PIDS_MAX] = {"pids_max_hits", CGROUP_PIDS, {"pids.events", "max", FORM_KEY, 1},
		{"pids.events", "max", FORM_KEY, 1}},
	[COUNTER_THROTTLED] = {"throttled_periods", CGROUP_CPU, {"cpu.stat", "nr_throttled", FORM_KEY, 1},
		{"cpu.stat", "nr_throttled", FORM_KEY, 1}},
	[COUNTER_THROTTLED_USEC] = {"throttled_usec", CGROUP_CPU,
		{"cpu.stat", "throttled_usec", FORM_KEY, 1},
		{"cpu.stat", "throttled_time", FORM_KEY, 1000}},
	[COUNTER_CPU_USEC] = {"cpu_usec", CGROUP_CPUACCT, {"cpu.stat", "usage_usec", FORM_KEY, 1},
		{"cpuacct.usage", NULL, FORM_ALONE, 1000}},
	[COUNTER_IO_READ] = {"io_read_bytes", CGROUP_IO, {"io.stat", "rbytes=", FORM_DISKS, 1},
		{"blkio.throttle.io_service_bytes", "Read ", FORM_DISKS, 1}},
	[COUNTER_IO_WRITTEN] = {"io_written_bytes", CGROUP_IO, {"io.stat", "wbytes=", FORM_DISKS, 1},
		{"blkio.throttle.io_service_bytes", "Write ", FORM_DISKS, 1}},
	[COUNTER_IO_READS] = {"io_read_operations", CGROUP_IO, {"io.stat", "rios=", FORM_DISKS, 1},
		{"blkio.throttle.io_serviced", "Read ", FORM_DISKS, 1}},
	[COUNTER_IO_WRITES] = {"io_write_operations", CGROUP_IO, {"io.stat", "wios=", FORM_DISKS, 1},
		{"blkio.throttle.io_serviced", "Write ", FORM_DISKS, 1}},
	[COUNTER_CPU_PRESSURE] = {"cpu_pressure_usec", CGROUP_CPU,
		{"cpu.pressure", NULL, FORM_SOME, 1}, NO_FILE},
	[COUNTER_MEMORY_PRESSURE] = {"memory_pressure_usec", CGROUP_MEMORY,
		{"memory.pressure", NULL, FORM_SOME, 1}, NO_FILE},
	[COUNTER_IO_PRESSURE] = {"io_pressure_usec", CGROUP_IO, {"io.pressure", NULL, FORM_SOME, 1}, NO_FILE},
};

const char *counter_name(enum counter counter)
{
	return rows[counter].name;
}

enum cgroup_controller counter_controller(enum counter counter)
{
	return rows[counter].controller;
}

/* "max" is what v2 says for no limit; v1 says the largest number of pages. */
static uint64_t number_of(const char *text)
{
	unsigned long long n;
	char *end;

	if (!strncmp(text, "max", 3))
		return COUNTER_UNLIMITED;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || errno || (*end && !strchr(" \n", *end)) || n >= COUNTER_UNLIMITED)
		return COUNTER_UNKNOWN;
	return n;
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end && end[1] ? end + 1 : NULL;
}

static uint64_t sum_of_disks(const char *text, const char *key)
{
	uint64_t sum = 0;

	/* Only lines of a disk: v1 has a "Total" of reads and writes below them. */
	for (const char *line = text; line; line = next_line(line)) {
		size_t length = strcspn(line, "\n");
		const char *at = strstr(line, key);
		uint64_t n;

		if (*line < '0' || *line > '9' || !at || (size_t)(at - line) >= length)
			continue;
		n = number_of(at + strlen(key));
		sum += n < COUNTER_UNLIMITED ? n : 0;
	}
	return sum;
}

static uint64_t find_number(const char *text, const struct source *s)
{
	size_t length = s->key ? strlen(s->key) : 0;

	if (s->form == FORM_DISKS)
		return sum_of_disks(text, s->key);
	if (s->form == FORM_ALONE)
		return number_of(text);
	if (s->form == FORM_SOME) {
		const char *total = strncmp(text, "some ", 5) ? NULL : strstr(text, "total=");

		return total ? number_of(total + 6) : COUNTER_UNKNOWN;
	}
	for (const char *line = text; line; line = next_line(line))
		if (!strncmp(line, s->key, length) && line[length] == ' ')
			return number_of(line + length + 1);
	return COUNTER_UNKNOWN;
}

static const struct cgroup_mount *mount_of(const struct leaf *l, enum cgroup_controller controller)
{
	return &l->cgroups->mounts[controller];
}

static uint64_t read_source(const struct leaf *l, enum cgroup_controller controller,
	const struct source *s)
{
	char path[PATH_SIZE], *AUTO_FREE text = malloc(FILE_SIZE);
	uint64_t n;

	snprintf(path, sizeof(path), "%s/%s/%s/%s", mount_of(l, controller)->path,
		cgroup_base(l->cgroups, l->base), l->name, s->file);
	if (!text || fd_get(AT_FDCWD, path, text, FILE_SIZE) < 0)
		return COUNTER_UNKNOWN;
	n = find_number(text, s);
	return n < COUNTER_UNLIMITED ? n / s->divisor : n;
}

static uint64_t inode_of(const struct leaf *l, enum cgroup_controller controller)
{
	char path[PATH_SIZE];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s/%s", mount_of(l, controller)->path,
		cgroup_base(l->cgroups, l->base), l->name);
	return stat(path, &st) == 0 ? st.st_ino : 0;
}

/* What is in use, from a file of one number. */
static uint64_t read_gauge(const struct leaf *l, enum cgroup_controller controller, const char *v2,
	const char *v1)
{
	const struct cgroup_mount *m = mount_of(l, controller);
	const struct source s = {m->v2 ? v2 : v1, NULL, FORM_ALONE, 1};
	uint64_t n = m->found ? read_source(l, controller, &s) : COUNTER_UNKNOWN;

	/* v1 has no word for no limit but the largest number of pages. */
	return n < COUNTER_UNLIMITED && n >= UINT64_C(1) << 62 ? COUNTER_UNLIMITED : n;
}

/* v1 counts memory and swap together. */
static uint64_t without_memory(uint64_t both, uint64_t memory)
{
	if (both >= COUNTER_UNLIMITED)
		return both;
	return memory >= COUNTER_UNLIMITED ? COUNTER_UNKNOWN : both > memory ? both - memory : 0;
}

static void read_swap(const struct leaf *l, struct cgroup_counters *c)
{
	c->swap = read_gauge(l, CGROUP_MEMORY, "memory.swap.current", "memory.memsw.usage_in_bytes");
	c->swap_limit = read_gauge(l, CGROUP_MEMORY, "memory.swap.max", "memory.memsw.limit_in_bytes");
	if (mount_of(l, CGROUP_MEMORY)->v2)
		return;
	c->swap = without_memory(c->swap, c->memory);
	c->swap_limit = without_memory(c->swap_limit, c->memory_limit);
}

/* "QUOTA PERIOD", "max PERIOD"; v1: -1 for no quota. */
static uint64_t read_cpu_limit(const struct leaf *l)
{
	const struct cgroup_mount *m = mount_of(l, CGROUP_CPU);
	char path[PATH_SIZE], text[64] = "";
	unsigned long long quota, period;
	uint64_t other;

	snprintf(path, sizeof(path), "%s/%s/%s/%s", m->path, cgroup_base(l->cgroups, l->base), l->name,
		m->v2 ? "cpu.max" : "cpu.cfs_quota_us");
	if (!m->found || fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return COUNTER_UNKNOWN;
	if (m->v2)
		return sscanf(text, "%llu %llu", &quota, &period) == 2 && period ? quota * 1000 / period
									      : COUNTER_UNLIMITED;
	other = read_gauge(l, CGROUP_CPU, NULL, "cpu.cfs_period_us");
	quota = number_of(text);
	return quota < COUNTER_UNLIMITED && other && other < COUNTER_UNLIMITED ? quota * 1000 / other
									      : COUNTER_UNLIMITED;
}

void counter_file(const struct leaf *leaf, enum counter counter, char *path, size_t size)
{
	const struct cgroup_mount *m = mount_of(leaf, rows[counter].controller);
	const struct source *s = m->v2 ? &rows[counter].v2 : &rows[counter].v1;

	if (!m->found || !s->file ||
	    snprintf(path, size, "%s/%s/%s/%s", m->path, cgroup_base(leaf->cgroups, leaf->base), leaf->name,
		    s->file) >= (int)size)
		*path = '\0';
}

uint64_t counter_in(const char *text, enum counter counter)
{
	uint64_t n = find_number(text, &rows[counter].v2);

	return n == COUNTER_UNKNOWN ? find_number(text, &rows[counter].v1) : n;
}

void cgroup_counters_read(const struct leaf *leaf, struct cgroup_counters *c)
{
	*c = (struct cgroup_counters){0};
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (mount_of(leaf, i)->found)
			c->leaf[i] = inode_of(leaf, (enum cgroup_controller)i);
	for (size_t i = 0; i < COUNTERS; i++) {
		const struct source *s = mount_of(leaf, rows[i].controller)->v2 ? &rows[i].v2 : &rows[i].v1;

		c->n[i] = c->leaf[rows[i].controller] && s->file ? read_source(leaf, rows[i].controller, s)
								: COUNTER_UNKNOWN;
	}
	c->memory = read_gauge(leaf, CGROUP_MEMORY, "memory.current", "memory.usage_in_bytes");
	c->memory_peak = read_gauge(leaf, CGROUP_MEMORY, "memory.peak", "memory.max_usage_in_bytes");
	c->memory_limit = read_gauge(leaf, CGROUP_MEMORY, "memory.max", "memory.limit_in_bytes");
	c->pids = read_gauge(leaf, CGROUP_PIDS, "pids.current", "pids.current");
	c->pids_peak = read_gauge(leaf, CGROUP_PIDS, "pids.peak", "pids.peak");
	c->pids_limit = read_gauge(leaf, CGROUP_PIDS, "pids.max", "pids.max");
	read_swap(leaf, c);
	c->cpu_limit = read_cpu_limit(leaf);
}
