/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cgroups of owners: their names, and what v1 asks of one with others in it.
 */
#include "cgroup/owner.h"
#include "owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cgroup/cpu.h"

#define TRIES 5

/* --- names ----------------------------------------------------------------------------------------- */

void cgroup_base_of(const struct cgroups *c, const struct policy *p, char base[CGROUP_BASE_SIZE])
{
	const char *all = cgroup_base(c, p->cgroup);

	/* policy_load() has refused what is too long. */
	if (*p->owner)
		snprintf(base, CGROUP_BASE_SIZE, "%s/%s" POLICY_OWNER_SUFFIX, all, p->owner);
	else
		snprintf(base, CGROUP_BASE_SIZE, "%s", all);
}

size_t cgroup_owner_part(const char *base)
{
	const char *last = strrchr(base, '/');
	const size_t suffix = strlen(POLICY_OWNER_SUFFIX), length = last ? strlen(last) : 0;

	return length > suffix + 1 && !strcmp(last + length - suffix, POLICY_OWNER_SUFFIX) ? length : 0;
}

void cgroup_owner_name(const char *base, char name[CGROUP_OWNER_SIZE])
{
	const size_t part = cgroup_owner_part(base);
	const size_t length = part ? part - strlen(POLICY_OWNER_SUFFIX) - 1 : 0;
	const char *from = base + strlen(base) - part + (part != 0);

	snprintf(name, CGROUP_OWNER_SIZE, "%.*s", (int)length, from);
}

bool cgroup_is_of_owner(const char *base, const char *owner)
{
	char name[CGROUP_OWNER_SIZE];

	cgroup_owner_name(base, name);
	return !strcmp(name, owner);
}

/* --- memory ---------------------------------------------------------------------------------------- */

int cgroup_owner_counts_below(const char *directory, struct err *e)
{
	char path[700], text[16] = "";

	snprintf(path, sizeof(path), "%s/memory.use_hierarchy", directory);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	if (*text != '0' || fd_put(AT_FDCWD, path, "1") == 0)
		return 0;
	return err_set(e, errno, "write 1 to %s, without which an owner's memory is not counted", path);
}

/* --- processors ------------------------------------------------------------------------------------ */

static int get(const char *directory, const char *file, int64_t *number, struct err *e)
{
	char path[1100], text[32];

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return err_set(e, errno, "%s", path);
	*number = strtoll(text, NULL, 10);
	return 0;
}

static int put(const char *directory, const char *file, int64_t number, struct err *e)
{
	char path[1100], text[32];

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	snprintf(text, sizeof(text), "%" PRId64, number);
	return fd_put(AT_FDCWD, path, text) < 0 ? err_set(e, errno, "write %s to %s", text, path) : 0;
}

static int read_percent(const char *directory, uint64_t *percent, struct err *e)
{
	int64_t quota, period;

	if (get(directory, "cpu.cfs_quota_us", &quota, e) < 0 ||
		get(directory, "cpu.cfs_period_us", &period, e) < 0)
		return -1;
	*percent = quota < 0 || period < 100 ? VALUE_MAX : (uint64_t)(quota / (period / 100));
	return 0;
}

static int lower(const char *child, uint64_t percent, struct err *e)
{
	uint64_t has;
	int64_t period;

	if (read_percent(child, &has, e) < 0)
		return e->code == ENOENT || e->code == ENODEV ? 0 : -1; /* gone */
	if (has == VALUE_MAX || has <= percent)
		return 0;
	if (get(child, "cpu.cfs_period_us", &period, e) < 0)
		return -1;
	return put(child, "cpu.cfs_quota_us", period / 100 * (int64_t)percent, e);
}

static int lower_all(const char *directory, uint64_t percent, struct err *e)
{
	DIR *dir = percent == VALUE_MAX ? NULL : opendir(directory);
	int result = 0;

	if (!dir)
		return percent == VALUE_MAX ? 0 : err_set(e, errno, "%s", directory);
	for (const struct dirent *d; !result && (d = readdir(dir));) {
		char path[sizeof(d->d_name) + 700];

		if (d->d_type != DT_DIR || *d->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "%.699s/%s", directory, d->d_name);
		result = lower(path, percent, e);
	}
	closedir(dir);
	return result;
}

/* On the way from one period to another no quota is in the way. */
static int put_percent(const char *directory, uint64_t percent, struct err *e)
{
	const struct cgroup_cpu cpu = cgroup_cpu(percent);
	const int64_t quota = cpu.quota == VALUE_MAX ? -1 : (int64_t)cpu.quota;
	int64_t period;

	if (get(directory, "cpu.cfs_period_us", &period, e) < 0)
		return -1;
	if ((uint64_t)period != cpu.period &&
		(put(directory, "cpu.cfs_quota_us", -1, e) < 0 ||
			put(directory, "cpu.cfs_period_us", (int64_t)cpu.period, e) < 0))
		return -1;
	return put(directory, "cpu.cfs_quota_us", quota, e);
}

int cgroup_owner_cpu(const char *directory, bool is_owner, uint64_t percent, struct err *e)
{
	char parent[800];

	snprintf(parent, sizeof(parent), "%s/..", directory);
	/* Once more if another login has written on either side meanwhile. */
	for (int tries = 0;; tries++) {
		uint64_t bound = VALUE_MAX;
		int result;

		*e = ERR_NONE;
		result = is_owner ? lower_all(directory, percent, e) : read_percent(parent, &bound, e);
		if (percent < bound || percent == VALUE_MAX)
			bound = percent;
		if (!result)
			result = put_percent(directory, bound, e);
		if (!result || e->code != EINVAL || tries == TRIES)
			return result;
	}
}
