/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * io.max (cgroup-v2.rst) and blkio.throttle.* (cgroup-v1/blkio-controller.rst): limits by disk.
 */
#include "io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/fd.h"

#define PRESENT_MAX (16 << 20) /* of io.max, a line for each disk with a limit */

struct disk {
	char number[24]; /* MAJOR:MINOR */
	uint64_t rates[IO_RATES];
};

struct disks {
	size_t count, size;
	struct disk *v;
};

static const char *const v1_files[IO_RATES] = {
	[IO_RBPS] = "blkio.throttle.read_bps_device", [IO_WBPS] = "blkio.throttle.write_bps_device",
	[IO_RIOPS] = "blkio.throttle.read_iops_device", [IO_WIOPS] = "blkio.throttle.write_iops_device",
};

/* The disk with its rates, if there are any. 0, or -1 with *err: without memory it would have no limit. */
static int add_disk(struct disks *d, const char *number, const struct io_entry *e, struct err *err)
{
	size_t i = 0;

	while (i < d->count && strcmp(d->v[i].number, number))
		i++;
	if (i == d->size) {
		struct disk *more = reallocarray(d->v, 2 * d->size + 64, sizeof(*more));

		if (!more)
			return err_set(err, ENOMEM, "io.max");
		d->v = more;
		d->size = 2 * d->size + 64;
	}
	if (i == d->count) {
		snprintf(d->v[i].number, sizeof(d->v[i].number), "%.23s", number);
		for (int rate = 0; rate < IO_RATES; rate++)
			d->v[i].rates[rate] = VALUE_MAX;
		d->count++;
	}
	if (e)
		memcpy(d->v[i].rates, e->rates, sizeof(e->rates));
	return 0;
}

/* The files name what has limits now: what the policy does not name any more loses them. */
static int read_present(const char *directory, const char *file, struct disks *d, struct err *e)
{
	char *AUTO_FREE text = NULL;
	int AUTO_CLOSE fd = -1;
	char path[800], *line, *rest;
	size_t length;

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT)
		return 0; /* whoever wants limits there is told so when they are written */
	if (fd < 0 || fd_read_file(fd, PRESENT_MAX, &text, &length) < 0)
		return err_set(e, errno, "%s", path);
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		char *number = strsep(&line, " ");

		if (strchr(number, ':') && add_disk(d, number, NULL, e) < 0)
			return -1;
	}
	return 0;
}

/* 0, also for a disk that is just being taken away; or -1 with *err. */
static int listed_disk(struct disks *d, const char *name, const struct io_entry *e, struct err *err)
{
	char path[300], number[24] = "", size[32] = "";

	snprintf(path, sizeof(path), "/sys/block/%.200s/size", name);
	if (fd_get(AT_FDCWD, path, size, sizeof(size)) < 0)
		return errno == ENOENT || errno == ENODEV ? 0 : err_set(err, errno, "%s", path);
	if (!strcmp(size, "0"))
		return 0; /* a loop device without a file, a drive without a disk */
	snprintf(path, sizeof(path), "/sys/block/%.200s/dev", name);
	if (fd_get(AT_FDCWD, path, number, sizeof(number)) < 0)
		return errno == ENOENT || errno == ENODEV ? 0 : err_set(err, errno, "%s", path);
	return *number ? add_disk(d, number, e, err) : err_set(err, EINVAL, "%s", path);
}

static int every_disk(struct disks *d, const struct io_entry *e, struct err *err)
{
	DIR *directory = opendir("/sys/block");
	struct dirent *entry;
	int result = 0;

	if (!directory)
		return err_set(err, errno, "/sys/block");
	errno = 0;
	while (!result && (entry = readdir(directory))) {
		if (entry->d_name[0] != '.')
			result = listed_disk(d, entry->d_name, e, err);
		errno = 0;
	}
	if (!result && errno)
		result = err_set(err, errno, "/sys/block");
	closedir(directory);
	return result;
}

/* Limits are a disk's, not a partition's: the disk that it is a part of. */
static int one_disk(struct disks *d, const struct io_entry *e, struct err *err)
{
	char path[64], number[24] = "";
	struct stat st;

	if (stat(e->device, &st) < 0)
		return err_rule(err, ENODEV, "[resources] io.max: there is no %s on this host", e->device);
	if (!S_ISBLK(st.st_mode))
		return err_rule(err, ENODEV, "[resources] io.max: %s is no block device", e->device);
	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/partition", major(st.st_rdev),
		minor(st.st_rdev));
	if (access(path, F_OK) == 0) {
		snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/../dev", major(st.st_rdev),
			minor(st.st_rdev));
		if (fd_get(AT_FDCWD, path, number, sizeof(number)) < 0)
			return err_set(err, errno, "%s", path);
	} else {
		snprintf(number, sizeof(number), "%u:%u", major(st.st_rdev), minor(st.st_rdev));
	}
	return add_disk(d, number, e, err);
}

static int put(const char *directory, const char *file, const char *text, struct err *e)
{
	char path[800];

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	return fd_put(AT_FDCWD, path, text) < 0 ? err_set(e, errno, "write %s to %s", text, path) : 0;
}

static int write_v2(const char *directory, const struct disk *disk, struct err *e)
{
	static const char *const names[IO_RATES] = {"rbps", "wbps", "riops", "wiops"};
	char text[256];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s", disk->number);

	for (int i = 0; i < IO_RATES; i++)
		used += (size_t)(disk->rates[i] == VALUE_MAX
			? snprintf(text + used, sizeof(text) - used, " %s=max", names[i])
			: snprintf(text + used, sizeof(text) - used, " %s=%" PRIu64, names[i],
				disk->rates[i]));
	return put(directory, "io.max", text, e);
}

static int write_v1(const char *directory, const struct disk *disk, struct err *e)
{
	for (int i = 0; i < IO_RATES; i++) {
		char text[64];

		snprintf(text, sizeof(text), "%s %" PRIu64, disk->number,
			disk->rates[i] == VALUE_MAX ? 0 : disk->rates[i]);
		if (put(directory, v1_files[i], text, e) < 0)
			return -1;
	}
	return 0;
}

static int collect(const char *directory, bool v2, const struct io_list *list, struct disks *d, struct err *e)
{
	for (int i = 0; i < (v2 ? 1 : IO_RATES); i++)
		if (read_present(directory, v2 ? "io.max" : v1_files[i], d, e) < 0)
			return -1;
	for (uint32_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i].device, "*") && every_disk(d, &list->items[i], e) < 0)
			return -1;
	for (uint32_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].device, "*") && one_disk(d, &list->items[i], e) < 0)
			return -1;
	return 0;
}

int cgroup_write_io(const char *directory, bool v2, const struct io_list *list, struct err *e)
{
	struct disks d = {0};
	int result = collect(directory, v2, list, &d, e);

	for (size_t i = 0; result == 0 && i < d.count; i++)
		result = v2 ? write_v2(directory, &d.v[i], e) : write_v1(directory, &d.v[i], e);
	free(d.v);
	return result;
}
