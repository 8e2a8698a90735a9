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

#include "effect.h"
#include "base/fd.h"
#include "cgroup/find.h"
#include "cgroup/owner.h"

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

/* Of several kilobytes on a host with many disks. */
static bool has_word(const char *path, const char *word)
{
	FILE *f = fopen(path, "re");
	char AUTO_FREE *line = NULL;
	bool found = false;
	size_t size = 0;

	while (f && !found && getline(&line, &size, f) > 0)
		found = strstr(line, word);
	if (f)
		fclose(f);
	return found;
}

/* The scheduler of a disk is the one in brackets: Documentation/block/switching-sched.rst */
static bool some_disk_has_bfq(const char *disks)
{
	DIR *dir = opendir(disks);
	bool found = false;

	for (const struct dirent *d; dir && !found && (d = readdir(dir));) {
		char path[sizeof(d->d_name) + 300];

		snprintf(path, sizeof(path), "%.250s/%s/queue/scheduler", disks, d->d_name);
		found = *d->d_name != '.' && has_word(path, "[bfq]");
	}
	if (dir)
		closedir(dir);
	return found;
}

unsigned int cgroup_effect_weight(const char *mount, bool v2, const char *disks)
{
	char path[700];

	snprintf(path, sizeof(path), "%s/io.cost.qos", mount);
	return (some_disk_has_bfq(disks) ? WEIGHT_OF_BFQ : 0) |
	       (v2 && has_word(path, "enable=1") ? WEIGHT_OF_IOCOST : 0);
}

/* --- memory.low ------------------------------------------------------------------------------------ */

#define WITHOUT_LIMIT UINT64_MAX

/* 1, 0 if there is none (any more), or -1 with *e: what cannot be read must not count as nothing. */
static int read_low(const char *directory, uint64_t *low, struct err *e)
{
	char path[900], text[32];

	*low = 0;
	snprintf(path, sizeof(path), "%s/memory.low", directory);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return errno == ENOENT || errno == ENODEV ? 0 : err_set(e, errno, "%s", path);
	*low = strcmp(text, "max") ? strtoull(text, NULL, 10) : WITHOUT_LIMIT;
	return 1;
}

static int write_low(const char *directory, uint64_t low, struct err *e)
{
	char path[900], text[32] = "max";

	if (low != WITHOUT_LIMIT)
		snprintf(text, sizeof(text), "%" PRIu64, low);
	snprintf(path, sizeof(path), "%s/memory.low", directory);
	return fd_put(AT_FDCWD, path, text) < 0 ? err_set(e, errno, "write %s to %s", text, path) : 0;
}

/* Of all that is directly below. */
static int sum_of_low(const char *directory, uint64_t *sum, struct err *e)
{
	DIR *dir = opendir(directory);
	int result = 0;

	*sum = 0;
	if (!dir)
		return err_set(e, errno, "%s", directory);
	for (const struct dirent *d; result >= 0 && (d = readdir(dir));) {
		char path[sizeof(d->d_name) + 600];
		uint64_t low;

		if (d->d_type != DT_DIR || *d->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "%.599s/%s", directory, d->d_name);
		result = read_low(path, &low, e);
		*sum = low > WITHOUT_LIMIT - *sum ? WITHOUT_LIMIT : *sum + low;
	}
	closedir(dir);
	return result < 0 ? -1 : 0;
}

/*
 * What a login makes: the level that holds the tenants, that which holds their owner, and the unit's
 * (0012-a-delegated-unit.md).
 */
static bool is_ours(const char *path, const char *base_path, const char *base)
{
	const size_t up = strlen(base_path) - strlen(path), owner = cgroup_owner_part(base);
	const size_t length = strlen(base) - owner;

	return !up || up == owner ||
	       (length == strlen(CGROUP_UNIT) && !strncmp(base, CGROUP_UNIT, length) &&
		       up == owner + strlen("/tenants"));
}

/* From the base up: ours get the sum of those in them, all have to have what is asked. The root of all has no
 * memory.low. *changed: something was written. */
static int grant(const char *mount, const char *base, uint64_t asked, bool *changed, char who[CGROUP_WHO],
	struct err *e)
{
	char path[CGROUP_WHO], base_path[CGROUP_WHO];

	snprintf(base_path, sizeof(base_path), "%s/%s", mount, base);
	strcpy(path, base_path);
	for (; strlen(path) >= strlen(mount); *strrchr(path, '/') = '\0') {
		uint64_t low, sum;
		int there = read_low(path, &low, e);

		if (there > 0 && is_ours(path, base_path, base)) {
			if (sum_of_low(path, &sum, e) < 0 || (low != sum && write_low(path, sum, e) < 0))
				return -1;
			*changed |= low != sum;
			low = sum;
		}
		if (there < 0)
			return -1;
		if (low < asked && (there || strlen(path) > strlen(mount))) {
			strcpy(who, path);
			return 0;
		}
	}
	return 1;
}

int cgroup_effect_low(const char *mount, const char *base, uint64_t asked, char who[CGROUP_WHO],
	struct err *e)
{
	bool changed = true;
	int granted = 1;

	/* Once more if another tenant's login has set its own meanwhile: whoever is last sees all. */
	for (int tries = 0; tries < 8 && granted > 0 && changed; tries++) {
		changed = false;
		granted = grant(mount, base, asked, &changed, who, e);
	}
	return granted;
}

int cgroup_take_low_back(const char *mount, const char *base, const char *name, struct err *e)
{
	char path[CGROUP_WHO], who[CGROUP_WHO];
	uint64_t low;

	snprintf(path, sizeof(path), "%s/%s/%s", mount, base, name);
	if (read_low(path, &low, e) < 0)
		return -1;
	if (!low) /* as nearly everywhere */
		return 0;
	return write_low(path, 0, e) < 0 || cgroup_effect_low(mount, base, 0, who, e) < 0 ? -1 : 0;
}
