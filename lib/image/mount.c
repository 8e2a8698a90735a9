/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mounting an image: one of three ways, the strongest that this host has. What was opened is what
 * is judged and what is mounted.
 *
 *   fs-verity  the file system checks each block of the file: the kernel says its digest, which is
 * compared dm-verity  a block device does, by the root hash of the manifest digest     nobody does
 * later: the whole file is read and compared now
 *
 * Mustn't: fall back to a weaker way because a stronger one says no. Only that there is none
 * counts.
 */
#include "image/mount.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "host/state.h"
#include "host/tool.h"
#include "image/fsverity.h"
#include "loop.h"

#define LOCK_SECONDS 120 /* another login reads all of the image */
#define DEVICE_SIZE (IMAGE_ID_SIZE + 24)
#define FLAGS (MS_RDONLY | MS_NOSUID | MS_NODEV)

static const char *const way_names[] = {"not mounted", "fs-verity", "dm-verity", "digest"};

const char *image_way_name(enum image_way w)
{
	return way_names[w];
}

/* 0700: its images are looked at through clones of the mounts only. */
static int mounts_open(bool make, struct err *e)
{
	int AUTO_CLOSE state = -1;
	int AUTO_CLOSE fd = -1;
	struct stat st;

	if (make) {
		state = state_open(e);
		if (state < 0)
			return -1;
		if (mkdir(HOSTEL_IMAGE_MOUNTS, 0700) < 0 && errno != EEXIST)
			return err_set(e, errno, "%s", HOSTEL_IMAGE_MOUNTS);
	}
	fd = open(HOSTEL_IMAGE_MOUNTS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", HOSTEL_IMAGE_MOUNTS);
	if (st.st_uid != 0 || st.st_mode & 07077)
		return err_rule(e, EPERM, "%s: is not root's alone", HOSTEL_IMAGE_MOUNTS);
	return fd_take(&fd);
}

static void device_name(const struct image_id *id, char name[DEVICE_SIZE])
{
	snprintf(name, DEVICE_SIZE, "hostel-%s@%" PRIu64, id->name, id->version);
}

static bool is_mounted(const char *path)
{
	struct statfs fs;
	struct statx x;

	return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, 0, &x) == 0 &&
	       x.stx_attributes & STATX_ATTR_MOUNT_ROOT && statfs(path, &fs) == 0 &&
	       fs.f_type == EROFS_SUPER_MAGIC_V1;
}

static enum image_way noted_way(const struct image_id *id)
{
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE mounts = mounts_open(false, &ignored);
	char path[IMAGE_PATH_SIZE], text[IMAGE_HOW_SIZE];

	image_how_path(id, path);
	if (mounts < 0 || fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return IMAGE_WAY_NONE;
	text[strcspn(text, "\n")] = '\0';
	for (int w = IMAGE_WAY_FSVERITY; w <= IMAGE_WAY_DIGEST; w++)
		if (!strcmp(text, way_names[w]))
			return (enum image_way)w;
	return IMAGE_WAY_NONE;
}

enum image_way image_mounted(const struct image_id *id)
{
	char path[IMAGE_PATH_SIZE];
	enum image_way way;

	image_mount_point(id, path);
	if (!is_mounted(path))
		return IMAGE_WAY_NONE;
	way = noted_way(id);
	return way ? way : IMAGE_WAY_DIGEST; /* what is not known is not called strong */
}

/* --- dm-verity
 * --------------------------------------------------------------------------------------- */

static void device_close(const struct image_id *id)
{
	char name[DEVICE_SIZE], said[256];
	/* Who has a clone of the mount keeps the device; it goes with the last of them. */
	const char *const argv[] = {"veritysetup", "close", "--deferred", name, NULL};

	device_name(id, name);
	tool_run(argv, said, sizeof(said));
}

/* 1; 0: this host has none; -1: it says no. */
static int device_open(const struct image_id *id, const struct image_version *v, struct err *e)
{
	char image[64], hashes[64], name[DEVICE_SIZE], said[1024], *end;
	const char *const argv[] = {"veritysetup", "open", image, name, hashes, v->m.verity, NULL};
	int AUTO_CLOSE tree =
		openat(v->dir, "hashes", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int status;

	if (tree < 0)
		return err_set(e, errno, "the file hashes");
	snprintf(image, sizeof(image), "/proc/%d/fd/%d", getpid(), v->file);
	snprintf(hashes, sizeof(hashes), "/proc/%d/fd/%d", getpid(), tree);
	device_name(id, name);
	if (access("/dev/mapper/control", F_OK) < 0)
		return 0;
	device_close(id); /* of a process that was killed */
	status = tool_run(argv, said, sizeof(said));
	if (status == 0)
		return strstr(said, "corruption")
			       ? (device_close(id),
					 err_rule(e, EBADMSG,
						 "dm-verity: the file image or hashes was changed: "
						 "it is not that of the manifest"))
			       : 1;
	if (status < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "veritysetup");
	if (strstr(said, "does not support dm-verity") || strstr(said, "dm_mod kernel module"))
		return 0;
	end = strchr(said, '\n');
	if (end)
		*end = '\0';
	return err_rule(e, EBADMSG, "dm-verity refuses it: %s", said);
}

static int mount_device(const struct image_id *id, const char *target, struct err *e)
{
	char name[DEVICE_SIZE], path[DEVICE_SIZE + 16];
	int code;

	device_name(id, name);
	snprintf(path, sizeof(path), "/dev/mapper/%s", name);
	if (mount(path, target, "erofs", FLAGS, NULL) == 0)
		return 0;
	code = errno;
	device_close(id);
	if (code == EIO || code == EINVAL)
		return err_rule(e, EBADMSG,
			"dm-verity: the file image was changed: it is not the one of its manifest");
	return err_set(e, code, "mount %s", path);
}

/* --- a file ---------------------------------------------------------------------------------------- */

/* Itself, from Linux 6.12 on and where its file system lets it; else by a loop device. */
static int mount_file(int file, const char *target, struct err *e)
{
	char path[32];
	int AUTO_CLOSE loop = -1;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	/* Else its pages are in memory twice: the file's, and the image's. Not every kernel knows it. */
	if (mount(path, target, "erofs", FLAGS, "directio") == 0 ||
		mount(path, target, "erofs", FLAGS, NULL) == 0)
		return 0;
	if (errno != ENOTBLK && errno != EINVAL)
		return err_set(e, errno, "mount the file image");
	loop = loop_open(file, path, e);
	if (loop < 0)
		return -1;
	return mount(path, target, "erofs", FLAGS, NULL) < 0
		       ? err_set(e, errno, "mount the file image")
		       : 0;
}

/* 1: the file system checks it; 0: it does not. */
static int measured(const struct image_version *v, struct err *e)
{
	char digest[IMAGE_DIGEST_SIZE];
	int n = fsverity_measure(v->file, digest, e);

	/* The file system may have learnt it since the image came: then all of it is read now, this
	 * once. */
	if (!n)
		n = fsverity_enable(v->file, e);
	if (n > 0 && !*digest)
		n = fsverity_measure(v->file, digest, e);
	if (n > 0 && strcmp(digest, v->m.fsverity))
		return err_rule(e, EBADMSG,
			"fs-verity: the file image is another one than that of its manifest");
	return n;
}

static int check_whole(
	const struct image_version *v, const struct image_rules *r, image_tick *tick, struct err *e)
{
	char digest[IMAGE_DIGEST_SIZE];

	if (r->strong)
		return err_rule(e, EOPNOTSUPP,
			"[image] integrity = verity, and here is neither fs-verity (%s) nor "
			"dm-verity",
			HOSTEL_IMAGES);
	if (image_sha256(v->file, v->m.size, digest, tick, e) < 0)
		return -1;
	if (strcmp(digest, v->m.sha256))
		return err_rule(e, EBADMSG,
			"the file image was changed: it is not the one of its manifest");
	return 0;
}

/* `stamp`: NULL while it is not judged to the end. */
static int note(int mounts, const struct image_id *id, enum image_way way, const char *stamp, struct err *e)
{
	char path[IMAGE_PATH_SIZE], text[IMAGE_HOW_SIZE];
	const int n = snprintf(text, sizeof(text), "%s\n%s\n", way_names[way], stamp ? stamp : "");

	image_how_path(id, path);
	if (file_replace(mounts, strrchr(path, '/') + 1, text, (size_t)n) < 0)
		return err_set(e, errno, "%s", path);
	return 0;
}

static int mount_version(int mounts, const struct image_version *v, const struct image_rules *r,
	image_tick *tick, struct err *e)
{
	const struct image_id *id = &v->m.id;
	char path[IMAGE_PATH_SIZE];
	int n = measured(v, e);

	image_mount_point(id, path);
	if (n < 0)
		return -1;
	if (n)
		return note(mounts, id, IMAGE_WAY_FSVERITY, NULL, e) < 0
			       ? -1
			       : mount_file(v->file, path, e);
	/* Noted before: killed, the device is not forgotten. */
	if (note(mounts, id, IMAGE_WAY_DMVERITY, NULL, e) < 0)
		return -1;
	n = device_open(id, v, e);
	if (n)
		return n < 0 ? -1 : mount_device(id, path, e);
	if (check_whole(v, r, tick, e) < 0 || note(mounts, id, IMAGE_WAY_DIGEST, NULL, e) < 0)
		return -1;
	return mount_file(v->file, path, e);
}

static int lock(int mounts, const struct image_id *id, unsigned seconds, struct err *e)
{
	char name[DEVICE_SIZE];
	int fd;

	snprintf(name, sizeof(name), ".%s.lock", id->name);
	fd = state_lock(mounts, name, seconds, e);
	if (fd < 0 && e->code == ETIMEDOUT)
		err_rule(e, ETIMEDOUT, "another login has been mounting the image for %d s",
			LOCK_SECONDS);
	return fd;
}

static void forget(const struct image_id *id)
{
	char path[IMAGE_PATH_SIZE];

	image_how_path(id, path);
	unlink(path);
}

/* Rules may have become stricter since. What is mounted is what was judged then: only the way is asked. */
static int check_again(const struct image_version *v, const struct image_rules *r, struct err *e)
{
	if (r->strong && image_mounted(&v->m.id) == IMAGE_WAY_DIGEST)
		return err_rule(e, EOPNOTSUPP,
			"[image] integrity = verity, and it was mounted without fs-verity and "
			"dm-verity");
	return 0;
}

/* With the lock: it may have been removed since it was opened, and its number be another's. */
static int is_in_store(const struct image_version *v, struct err *e)
{
	int AUTO_CLOSE dir = image_open(&v->m.id, e);
	struct stat then, now;

	if (dir < 0)
		return -1;
	if (fstat(v->dir, &then) < 0 || fstat(dir, &now) < 0)
		return err_set(e, errno, "%s", HOSTEL_IMAGES);
	return then.st_ino == now.st_ino && then.st_dev == now.st_dev
		       ? 0
		       : err_rule(e, EAGAIN, "it was replaced just now: try again");
}

static int mount_first(int mounts, const struct image_version *v, const struct image_rules *r,
	image_tick *tick, struct err *e)
{
	char path[IMAGE_PATH_SIZE];

	image_mount_point(&v->m.id, path);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_set(e, errno, "%s", path);
	if (mount_version(mounts, v, r, tick, e) == 0)
		return 0;
	rmdir(path);
	forget(&v->m.id);
	return -1;
}

/* What cannot be noted now is asked again by the next login. */
static void note_judged(int mounts, const struct image_id *id, bool is_locked, const char *stamp)
{
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE locked = is_locked ? -1 : lock(mounts, id, 0, &ignored);

	if (is_locked || locked >= 0)
		(void)note(mounts, id, image_mounted(id), stamp, &ignored);
}

static int mount_or_check(int mounts, const struct image_version *v, const struct image_rules *r,
	bool is_locked, image_tick *tick, struct err *e)
{
	char path[IMAGE_PATH_SIZE];

	image_mount_point(&v->m.id, path);
	if (is_mounted(path))
		return check_again(v, r, e);
	if (!is_locked)
		return err_rule(e, EAGAIN, "it was unmounted just now: try again");
	if (is_in_store(v, e) < 0)
		return -1;
	return mount_first(mounts, v, r, tick, e);
}

int image_mount(
	const struct image_id *id, const struct image_rules *r, image_tick *tick, struct err *e)
{
	struct image_version v = {.dir = -1, .file = -1};
	int AUTO_CLOSE mounts = mounts_open(true, e);
	int AUTO_CLOSE locked = -1;
	char path[IMAGE_PATH_SIZE];
	int result;

	image_mount_point(id, path);
	if (mounts < 0)
		return -1;
	/* Keys may lie where nothing answers, and others need the lock. A version does not change. */
	result = image_version_open(id, r, &v, e);
	if (!result)
		result = image_version_allowed(&v, r, e);
	if (!result && !is_mounted(path)) {
		locked = lock(mounts, id, LOCK_SECONDS, e);
		result = locked < 0 ? -1 : 0;
	}
	if (!result)
		result = mount_or_check(mounts, &v, r, locked >= 0, tick, e);
	if (!result)
		note_judged(mounts, id, locked >= 0, r->stamp);
	image_version_close(&v);
	return result;
}

int image_unmount(const struct image_id *id, struct err *e)
{
	int AUTO_CLOSE mounts = mounts_open(false, e);
	int AUTO_CLOSE locked = -1;
	char path[IMAGE_PATH_SIZE];

	if (mounts < 0) {
		if (e->code != ENOENT)
			return -1;
		*e = ERR_NONE;
		return 0;
	}
	locked = lock(mounts, id, LOCK_SECONDS, e);
	if (locked < 0)
		return -1;
	image_mount_point(id, path);
	/* Rooms have clones of it, which stay. */
	while (is_mounted(path))
		if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) < 0)
			return err_set(e, errno, "umount %s", path);
	if (noted_way(id) == IMAGE_WAY_DMVERITY)
		device_close(id);
	if (rmdir(path) < 0 && errno != ENOENT)
		return err_set(e, errno, "%s", path);
	forget(id);
	return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* "debian-13@4"; and ".debian-13@4.how", where there is no such directory. */
static bool name_to_id(const char *name, struct image_id *id)
{
	struct err ignored = ERR_NONE;
	char text[IMAGE_ID_SIZE], path[IMAGE_PATH_SIZE];
	const bool how = *name == '.';
	size_t n = strlen(name);

	if (how) {
		if (n < 6 || strcmp(name + n - 4, ".how"))
			return false;
		name++;
		n -= 5;
	}
	if (n >= sizeof(text))
		return false;
	memcpy(text, name, n);
	text[n] = '\0';
	if (image_id_parse(text, id, &ignored) < 0 || !id->version)
		return false;
	image_mount_point(id, path);
	return !how || access(path, F_OK) < 0;
}

int image_mounts_each(
	void (*found)(void *context, const struct image_id *id), void *context, struct err *e)
{
	struct dirent **entries = NULL;
	int n = scandir(HOSTEL_IMAGE_MOUNTS, &entries, NULL, by_name);

	if (n < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", HOSTEL_IMAGE_MOUNTS);
	for (int i = 0; i < n; i++) {
		struct image_id id;

		if (name_to_id(entries[i]->d_name, &id))
			found(context, &id);
		free(entries[i]);
	}
	free(entries);
	return 0;
}
