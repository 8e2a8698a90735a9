/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values that the kernel takes and that have no effect: whether the cgroups above let them have one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgroup_knobs.h"
#include "hostel/fd.h"

/* --- cpuset ---------------------------------------------------------------------------------------- */

static bool lists(const struct cpuset_list *list, unsigned int number)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (list->items[i].first <= number && number <= list->items[i].last)
			return true;
	return false;
}

/* Is every number of a list of the kernel's, "0-3,6", in ours? */
static bool is_within(const char *text, const struct cpuset_list *list)
{
	while (*text) {
		char *end;
		unsigned long first = strtoul(text, &end, 10), last = first;

		if (end == text || first > CPUSET_NUMBER_MAX)
			return false;
		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		for (unsigned long n = first; n <= last && n <= CPUSET_NUMBER_MAX + 1; n++)
			if (!lists(list, (unsigned int)n))
				return false;
		text = end + (*end == ',');
	}
	return true;
}

int cgroup_effect_cpuset(const char *directory, const char *file, const struct cpuset_list *list,
	struct err *e)
{
	char path[800], text[4096] = "";

	snprintf(path, sizeof(path), "%s/%s.effective", directory, file);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return err_set(e, errno, "%s", path);
	return is_within(text, list);
}

/* --- io.weight ------------------------------------------------------------------------------------- */

static bool has_word(int dirfd, const char *path, const char *word)
{
	char text[4096];

	return fd_get(dirfd, path, text, sizeof(text)) > 0 && strstr(text, word);
}

/* The scheduler of a disk is the one in brackets: Documentation/block/switching-sched.rst */
static bool some_disk_has_bfq(const char *disks)
{
	DIR *dir = opendir(disks);
	bool found = false;

	for (const struct dirent *d; dir && !found && (d = readdir(dir));) {
		char path[sizeof(d->d_name) + 32];

		snprintf(path, sizeof(path), "%s/queue/scheduler", d->d_name);
		found = *d->d_name != '.' && has_word(dirfd(dir), path, "[bfq]");
	}
	if (dir)
		closedir(dir);
	return found;
}

bool cgroup_effect_weight(const char *mount, bool v2, const char *disks)
{
	char path[700];

	snprintf(path, sizeof(path), "%s/io.cost.qos", mount);
	return (v2 && has_word(AT_FDCWD, path, "enable=1")) || some_disk_has_bfq(disks);
}

/* --- memory.low ------------------------------------------------------------------------------------ */

#define WITHOUT_LIMIT UINT64_MAX

/* 0 where there is none. */
static uint64_t read_low(const char *directory)
{
	char path[900], text[32];

	snprintf(path, sizeof(path), "%s/memory.low", directory);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return 0;
	return strcmp(text, "max") ? strtoull(text, NULL, 10) : WITHOUT_LIMIT;
}

/* Of all that is directly below. */
static uint64_t sum_of_low(const char *directory)
{
	DIR *dir = opendir(directory);
	uint64_t sum = 0;

	for (const struct dirent *d; dir && (d = readdir(dir));) {
		char path[sizeof(d->d_name) + 600];
		uint64_t low;

		if (d->d_type != DT_DIR || *d->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "%.599s/%s", directory, d->d_name);
		low = read_low(path);
		sum = low > WITHOUT_LIMIT - sum ? WITHOUT_LIMIT : sum + low;
	}
	if (dir)
		closedir(dir);
	return sum;
}

static void write_low(const char *directory, uint64_t low)
{
	char path[900], text[32] = "max";

	if (read_low(directory) == low)
		return;
	if (low != WITHOUT_LIMIT)
		snprintf(text, sizeof(text), "%" PRIu64, low);
	snprintf(path, sizeof(path), "%s/memory.low", directory);
	(void)fd_put(AT_FDCWD, path, text); /* what there is then is looked at */
}

/* systemd's own: only the admin says what it grants. */
static bool is_slice(const char *path)
{
	size_t length = strlen(path);

	return length > 6 && !strcmp(path + length - 6, ".slice");
}

/* Up to the mount, without it: the root has no limits. The path is cut at each step. */
static bool grant(const char *mount, char *path, uint64_t sum, uint64_t asked, char *who, size_t size)
{
	for (; strlen(path) > strlen(mount); *strrchr(path, '/') = '\0') {
		uint64_t low;

		if (!is_slice(path))
			write_low(path, sum);
		low = read_low(path);
		if (low < asked) {
			snprintf(who, size, "%s", path);
			return false;
		}
	}
	return true;
}

bool cgroup_effect_low(const char *mount, const char *base, uint64_t asked, char *who, size_t size)
{
	uint64_t sum = 0, before;
	char path[700];

	/* Once more if another tenant's login has set his meanwhile: whoever is last sees all. */
	for (int tries = 0; tries < 8; tries++) {
		snprintf(path, sizeof(path), "%s/%s", mount, base);
		before = sum;
		sum = sum_of_low(path);
		if (tries && sum == before)
			break;
		if (!grant(mount, path, sum, asked, who, size))
			return false;
	}
	return true;
}
