/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * io.max (cgroup-v2.rst) and blkio.throttle.* (cgroup-v1/blkio-controller.rst): limits by disk.
 */
#include "cgroup_knobs.h"

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

#include "hostel/fd.h"

#define DISKS_MAX 256

struct disk {
	char number[24]; /* MAJOR:MINOR */
	uint64_t rates[IO_RATES];
};

struct disks {
	size_t count;
	struct disk v[DISKS_MAX];
};

static const char *const v1_files[IO_RATES] = {
	[IO_RBPS] = "blkio.throttle.read_bps_device", [IO_WBPS] = "blkio.throttle.write_bps_device",
	[IO_RIOPS] = "blkio.throttle.read_iops_device", [IO_WIOPS] = "blkio.throttle.write_iops_device",
};

static struct disk *disk_of(struct disks *d, const char *number)
{
	for (size_t i = 0; i < d->count; i++)
		if (!strcmp(d->v[i].number, number))
			return &d->v[i];
	if (d->count == DISKS_MAX)
		return NULL;
	snprintf(d->v[d->count].number, sizeof(d->v[0].number), "%.23s", number);
	for (int i = 0; i < IO_RATES; i++)
		d->v[d->count].rates[i] = VALUE_MAX;
	return &d->v[d->count++];
}

/* The files name what has limits now: what the policy does not name any more loses them. */
static void read_present(const char *directory, const char *file, struct disks *d)
{
	char path[800], *line, *rest, *text = malloc(65536);

	if (!text)
		return;
	snprintf(path, sizeof(path), "%s/%s", directory, file);
	if (fd_get(AT_FDCWD, path, text, 65536) > 0) {
		rest = text;
		while ((line = strsep(&rest, "\n"))) {
			char *number = strsep(&line, " ");

			if (strchr(number, ':'))
				disk_of(d, number);
		}
	}
	free(text);
}

static void set_rates(struct disk *disk, const struct io_entry *e)
{
	for (int i = 0; disk && i < IO_RATES; i++)
		disk->rates[i] = e->rates[i];
}

static void every_disk(struct disks *d, const struct io_entry *e)
{
	DIR *directory = opendir("/sys/block");
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		char path[300], number[24] = "", size[32] = "";

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/sys/block/%.200s/size", entry->d_name);
		if (fd_get(AT_FDCWD, path, size, sizeof(size)) < 0 || !strcmp(size, "0"))
			continue; /* a loop device without a file, a drive without a disk */
		snprintf(path, sizeof(path), "/sys/block/%.200s/dev", entry->d_name);
		if (fd_get(AT_FDCWD, path, number, sizeof(number)) > 0)
			set_rates(disk_of(d, number), e);
	}
	if (directory)
		closedir(directory);
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
	set_rates(disk_of(d, number), e);
	return 0;
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

int cgroup_write_io(const char *directory, bool v2, const struct io_list *list, struct err *e)
{
	struct disks *d = calloc(1, sizeof(*d));
	int result = 0;

	if (!d)
		return err_set(e, ENOMEM, "io.max");
	for (int i = 0; i < (v2 ? 1 : IO_RATES); i++)
		read_present(directory, v2 ? "io.max" : v1_files[i], d);
	for (uint32_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i].device, "*"))
			every_disk(d, &list->items[i]);
	for (uint32_t i = 0; result == 0 && i < list->count; i++)
		if (strcmp(list->items[i].device, "*"))
			result = one_disk(d, &list->items[i], e);
	for (size_t i = 0; result == 0 && i < d->count; i++)
		result = v2 ? write_v2(directory, &d->v[i], e) : write_v1(directory, &d->v[i], e);
	free(d);
	return result;
}
