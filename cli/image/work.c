/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directory of one import, and its bounded space.
 *
 * Should: bound by construction. A file system of a fixed size cannot be filled further, whoever writes and
 * however many processes; its file is sparse, and one unlink(2) removes a tree of any depth and shape.
 * It is not in memory: eight gigabytes of a tmpfs would be the host's.
 */
#include "work.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/tree.h"
#include "cli/tool.h"

#define SPACE_BLOCK 4096
#define SPACE_INODE 256		       /* bytes of an inode of ext4 */
#define SPACE_OWN (UINT64_C(32) << 20) /* for tables of its own */
#define SPACE_FILES_OWN 16	       /* the inodes that ext4 keeps for itself */
#define LOOP_TRIES 64

static int make_directory(struct work *w, struct err *e)
{
	w->directory = work_directory(w->path, e);
	if (w->directory < 0)
		return -1;
	if (mkdirat(w->directory, "space", 0700) < 0 || mkdirat(w->directory, "root", 0700) < 0)
		return err_set(e, errno, "%s", w->path);
	w->image = openat(w->directory, "image", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	/* It is opened again by what writes it, through /proc. */
	if (w->image < 0 || fchown(w->image, w->owner, w->owner) < 0)
		return err_set(e, errno, "%s/image", w->path);
	return 0;
}

/* A sparse file with an empty ext4. mkfs sees nothing but zeros. */
static int make_file_system(const struct work *w, const struct work_bounds *bounds, struct err *e)
{
	/* Groups of blocks get whole blocks of inodes: a few more than were asked for. */
	char files[24], options[96], path[WORK_PATH_SIZE + 16], said[512];
	const char *const argv[] = {"mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", "-I", "256", "-N",
		files, "-O", "^has_journal,^resize_inode,extent,large_file,huge_file", "-E", options, path,
		NULL};
	int AUTO_CLOSE fd = openat(w->directory, "file-system", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const uint64_t size = bounds->size + bounds->files * SPACE_INODE + SPACE_OWN + bounds->size / 64;
	int status;

	snprintf(files, sizeof(files), "%llu", (unsigned long long)bounds->files + SPACE_FILES_OWN);
	snprintf(options, sizeof(options), "root_owner=%u:%u,lazy_itable_init=1,nodiscard", w->owner,
		w->owner);
	snprintf(path, sizeof(path), "%s/file-system", w->path);
	if (fd < 0 || ftruncate(fd, (off_t)(size / SPACE_BLOCK * SPACE_BLOCK)) < 0)
		return err_set(e, errno, "%s", path);
	status = tool_run_line(argv, said, sizeof(said));
	if (status < 0)
		return err_set(e, errno, "mkfs.ext4 (package e2fsprogs)");
	if (status)
		return err_rule(e, EIO, "mkfs.ext4 failed: %s", said);
	return 0;
}

/* A loop device of it, which is gone with the last who has it: no end of this process leaves one. */
static int attach(const struct work *w, char device[32], struct err *e)
{
	int AUTO_CLOSE control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int AUTO_CLOSE file = openat(w->directory, "file-system", O_RDWR | O_CLOEXEC);
	struct loop_config config = {.fd = (uint32_t)file, .info = {.lo_flags = LO_FLAGS_AUTOCLEAR}};

	if (file < 0 || control < 0)
		return err_set(e, errno, "/dev/loop-control");
	for (int tries = 0; tries < LOOP_TRIES; tries++) {
		const int number = ioctl(control, LOOP_CTL_GET_FREE);
		int AUTO_CLOSE loop = -1;

		if (number < 0)
			return err_set(e, errno, "a free loop device");
		snprintf(device, 32, "/dev/loop%d", number);
		loop = open(device, O_RDWR | O_CLOEXEC);
		if (loop < 0 && errno == ENXIO) /* it is being removed */
			continue;
		if (loop < 0)
			return err_set(e, errno, "%s", device);
		if (ioctl(loop, LOOP_CONFIGURE, &config) == 0)
			return fd_take(&loop);
		if (errno != EBUSY) /* else another was faster */
			return err_set(e, errno, "%s", device);
	}
	return err_set(e, EBUSY, "a free loop device");
}

static int mount_space(struct work *w, bool runs, struct err *e)
{
	const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOATIME | (runs ? 0 : MS_NOEXEC);
	char device[32], path[WORK_PATH_SIZE + 16];
	int AUTO_CLOSE loop = -1;
	struct work_use use;

	/* What the host unmounts goes from here, too; what is mounted here is seen by nobody else. */
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return err_set(e, errno, "a mount namespace");
	loop = attach(w, device, e);
	if (loop < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/space", w->path);
	if (mount(device, path, "ext4", flags, "noinit_itable") < 0)
		return err_set(e, errno, "mount %s on %s", device, path);
	w->space = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->space < 0)
		return err_set(e, errno, "%s", path);
	if (unlinkat(w->space, "lost+found", AT_REMOVEDIR) < 0 && errno != ENOENT)
		return err_set(e, errno, "%s/lost+found", path);
	work_look(w, &use);
	w->before_files = use.files;
	return 0;
}

int work_begin(struct work *w, const struct work_bounds *bounds, uint32_t owner, bool runs, struct err *e)
{
	*w = (struct work){.directory = -1, .space = -1, .image = -1, .owner = owner};
	if (make_directory(w, e) < 0)
		return -1;
	if (make_file_system(w, bounds, e) < 0)
		return -1;
	return mount_space(w, runs, e);
}

void work_look(const struct work *w, struct work_use *use)
{
	struct statvfs v;

	*use = (struct work_use){0};
	if (w->space < 0 || fstatvfs(w->space, &v) < 0)
		return;
	use->bytes = (uint64_t)(v.f_blocks - v.f_bfree) * v.f_frsize;
	use->files = (uint64_t)(v.f_files - v.f_ffree) - w->before_files;
	/* The last blocks may be too few for what was to be written. */
	use->full = v.f_bavail < v.f_blocks / 64 + 16;
	use->full_of_files = v.f_ffree == 0;
}

int work_close_space(struct work *w, struct err *e)
{
	char path[WORK_PATH_SIZE + 16];

	snprintf(path, sizeof(path), "%s/space", w->path);
	fd_close(&w->space);
	if (umount2(path, MNT_DETACH) < 0 || unlinkat(w->directory, "file-system", 0) < 0 ||
		unlinkat(w->directory, "space", AT_REMOVEDIR) < 0 ||
		unlinkat(w->directory, "root", AT_REMOVEDIR) < 0)
		return err_set(e, errno, "%s", path);
	if (fchown(w->image, 0, 0) < 0 || fchmod(w->image, 0600) < 0)
		return err_set(e, errno, "%s/image", w->path);
	fd_close(&w->image);
	return 0;
}

void work_end(struct work *w)
{
	char path[WORK_PATH_SIZE + 16];

	snprintf(path, sizeof(path), "%s/space", w->path);
	if (w->space >= 0)
		(void)umount2(path, MNT_DETACH);
	fd_close(&w->space);
	fd_close(&w->image);
	if (w->directory < 0)
		return;
	tree_remove(AT_FDCWD, w->path); /* what is left is for hostel gc */
	fd_close(&w->directory);
}
