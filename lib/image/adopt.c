/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking a finished image into the store. What takes long comes first, without the lock: reading
 * all of it, dm-verity's tree, fs-verity. Then, locked: its number, its manifest, one rename(2),
 * `current`.
 */
#include "image/adopt.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "image/change.h"
#include "image/digest.h"
#include "image/fsverity.h"

#define EROFS_SUPER_OFFSET 1024
#define EROFS_SUPER_MAGIC 0xe0f5e1e2U /* little-endian on the disk: erofs_fs.h of the kernel */

static int open_image(int work, uint64_t *size, struct err *e)
{
	int AUTO_CLOSE fd = openat(work, "image", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	unsigned char magic[4];
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "the file image");
	if (!S_ISREG(st.st_mode) || st.st_nlink != 1 || st.st_uid != 0)
		return err_rule(e, EPERM, "the file image is no file of root's with one name");
	if (pread(fd, magic, 4, EROFS_SUPER_OFFSET) != 4 ||
		(magic[0] | magic[1] << 8 | magic[2] << 16 | (unsigned)magic[3] << 24) !=
			EROFS_SUPER_MAGIC)
		return err_rule(e, EINVAL, "the file image is no erofs");
	if (st.st_size % IMAGE_BLOCK)
		return err_rule(e, EINVAL, "the file image is not of whole blocks of %d bytes",
			IMAGE_BLOCK);
	if (fchmod(fd, 0600) < 0 || fsync(fd) < 0)
		return err_set(e, errno, "the file image");
	*size = (uint64_t)st.st_size;
	return fd_take(&fd);
}

static int sync_file(int dir, const char *name, struct err *e)
{
	int AUTO_CLOSE fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? err_set(e, errno, "%s", name) : 0;
}

/* dm-verity's tree and its root hash. */
static int make_tree(int work, const char *path, char root[IMAGE_DIGEST_SIZE], struct err *e)
{
	char image[512], hashes[512];
	int AUTO_CLOSE fd = -1;

	if ((size_t)snprintf(image, sizeof(image), "%s/image", path) >= sizeof(image) ||
		(size_t)snprintf(hashes, sizeof(hashes), "%s/hashes", path) >= sizeof(hashes))
		return err_set(e, ENAMETOOLONG, "%s", path);
	unlinkat(work, "hashes", 0);
	fd = openat(work, "hashes", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, errno, "%s", hashes);
	if (image_verity_make(image, hashes, root, e) < 0)
		return -1;
	return sync_file(work, "hashes", e);
}

/* The directory becomes the version's; `current` follows. On failure it is where it was. */
static int place(const struct image_change *c, const char *path, const struct image_id *id,
	uint64_t highest, bool current, struct err *e)
{
	char number[24];

	snprintf(number, sizeof(number), "%" PRIu64, id->version);
	/* Noted before: a number that was lost is no harm, one that comes again is. */
	if (image_highest_set(c, id->version > highest ? id->version : highest, e) < 0)
		return -1;
	if (syscall(SYS_renameat2, AT_FDCWD, path, c->dir, number, RENAME_NOREPLACE) < 0)
		return err_set(e, errno, "%s", path);
	if (fsync(c->dir) < 0)
		err_set(e, errno, "%s/%s", HOSTEL_IMAGES, id->name);
	else if (!current || image_current_set(c, id->version, e) == 0)
		return 0;
	renameat(c->dir, number, AT_FDCWD, path);
	return -1;
}

static int write_manifest(int work, const struct image_manifest *m, struct err *e)
{
	char text[IMAGE_MANIFEST_MAX];
	const size_t size = image_manifest_print(m, text);

	if (!size)
		return err_rule(e, EINVAL, "a manifest cannot hold what is said of the image");
	if (file_replace_lasting(work, "manifest", text, size, 0600, true) < 0)
		return err_set(e, errno, "manifest");
	return 0;
}

static int add_next(
	int work, const char *path, struct image_manifest *m, bool current, struct err *e)
{
	struct image_change c;
	uint64_t highest = 0;
	int result = image_change_begin(&c, m->id.name, true, e);

	if (!result)
		result = image_highest(&c, m->id.name, &highest, e);
	m->id.version = highest + 1;
	if (!result && highest >= IMAGE_VERSION_MAX)
		result = err_rule(e, EOVERFLOW, "%s has had the last number, %" PRIu64
			": choose another name",
			m->id.name, IMAGE_VERSION_MAX);
	if (!result)
		result = write_manifest(work, m, e);
	if (!result)
		result = place(&c, path, &m->id, highest, current, e);
	image_change_end(&c);
	return result;
}

int image_adopt(
	int work, const char *work_path, struct image_manifest *m, int current, struct err *e)
{
	int AUTO_CLOSE image = open_image(work, &m->size, e);
	int result =
		image < 0 ? -1 : image_fsverity(image, m->size, m->sha256, m->fsverity, NULL, e);

	unlinkat(work, "signature", 0); /* it would be of another manifest */
	if (!result)
		result = make_tree(work, work_path, m->verity, e);
	if (!result && fsverity_enable(image, e) < 0)
		result = -1;
	if (!result && fchmod(work, 0700) < 0)
		result = err_set(e, errno, "%s", work_path);
	if (!result)
		result = add_next(work, work_path, m, current, e);
	if (result) {
		const int code = e->code;

		unlinkat(work, "manifest", 0);
		unlinkat(work, "hashes", 0);
		errno = code;
	}
	return result;
}

/* --- from another host
 * ----------------------------------------------------------------------------- */

static int check_number(
	const struct image_change *c, const struct image_id *id, bool older, uint64_t *highest, struct err *e)
{
	if (image_highest(c, id->name, highest, e) < 0)
		return -1;
	return older || id->version > *highest
		       ? 0
		       : err_rule(e, ESTALE,
				 "%s@%" PRIu64 " is an old version: there was %s@%" PRIu64 " here already",
				 id->name, id->version, id->name, *highest);
}

int image_number_check(const struct image_id *id, bool older, struct err *e)
{
	struct image_change c;
	struct err none = ERR_NONE;
	uint64_t highest;
	int result = image_change_begin(&c, id->name, false, &none);

	if (!result)
		result = check_number(&c, id, older, &highest, e);
	else if (none.code == ENOENT)
		result = 0; /* the first of its name */
	else
		*e = none;
	image_change_end(&c);
	return result;
}

static int add_received(const char *path, const struct image_id *id, bool older, struct err *e)
{
	struct image_change c;
	uint64_t highest = 0;
	int result = image_change_begin(&c, id->name, true, e);

	if (!result)
		result = check_number(&c, id, older, &highest, e);
	if (!result)
		result = place(&c, path, id, highest, !older, e);
	image_change_end(&c);
	return result;
}

int image_receive(int work, const char *work_path, const struct image_rules *r, bool older,
	struct image_manifest *m, struct err *e)
{
	struct image_version v = {.dir = -1, .file = -1};
	char root[IMAGE_DIGEST_SIZE];
	uint64_t size;
	int AUTO_CLOSE image = open_image(work, &size, e);
	int result = image < 0 ? -1 : image_version_read(fcntl(work, F_DUPFD_CLOEXEC, 3), r, &v, e);

	if (!result)
		result = image_version_allowed(&v, r, e);
	if (!result)
		result = image_version_check(&v, NULL, e);
	if (!result)
		result = make_tree(work, work_path, root, e);
	if (!result && strcmp(root, v.m.verity))
		result = err_rule(e, EBADMSG,
			"dm-verity's root hash of the file image is not that of its manifest");
	if (!result && v.sign != IMAGE_UNSIGNED)
		result = sync_file(work, "signature", e);
	if (!result)
		result = sync_file(work, "manifest", e);
	if (!result && (fsverity_enable(image, e) < 0 || fchmod(work, 0700) < 0 || fsync(work) < 0))
		result = e->code ? -1 : err_set(e, errno, "%s", work_path);
	if (!result)
		result = add_received(work_path, &v.m.id, older, e);
	*m = v.m;
	image_version_close(&v);
	return result;
}
