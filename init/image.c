/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root directory of a sandbox that is made of an image.
 */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "image_files.h"
#include "mount.h"
#include "own.h"
#include "places.h"
#include "policy/reserved.h"

#define SKELETON "skeleton" /* in the sandbox's own tmpfs, which is not seen inside as a whole */

#define RUN "/run"
#define RUN_SIZE "32m"

/* Directories of the sandbox's own tmpfs that cover the image's. */
static const char *const covered[] = {"/dev", RUN, "/sys", NULL};

bool image_is_used(const struct build *b)
{
	return *b->launch->image;
}

bool image_leaves(const struct build *b, const char *path)
{
	bool left = !image_is_used(b);

	for (const char *const *own = covered; *own && !left; own++)
		left = !strncmp(path, *own + 1, strlen(*own) - 1);
	return left;
}

/* A root of its own has services, and they write there. What is mounted in it needs its places. */
static int writable_run(struct build *b, struct err *e)
{
	static const struct mount_option options[] = {
		{"size", RUN_SIZE}, {"nr_inodes", "4096"}, {"mode", "0755"}, {NULL, NULL}};
	static const char *const places[] = {
		"hostel", "hostel/empty", "hostel/ids", "lock", "screen", "user"};
	int AUTO_CLOSE tree = mount_new("tmpfs", options, 0, e);
	char user[32];

	if (tree < 0)
		return -1;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (mkdirat(tree, places[i], 0755) < 0)
			return err_set(e, errno, RUN "/%s", places[i]);
	snprintf(user, sizeof(user), "user/%u", b->launch->uid);
	if (mkdirat(tree, user, 0700) < 0 || fchownat(tree, ".", b->launch->uid, b->launch->gid, 0) < 0)
		return err_set(e, errno, RUN "/%s", user);
	return part_add(&b->sandbox, fd_take(&tree), RUN, false, e);
}

/* Is it the tenant's to change? */
static bool is_writable(const struct build *b, const char *path)
{
	return b->policy->write == WRITE_ROOT && !strcmp(path, RUN);
}

int image_begin(struct build *b, struct err *e)
{
	if (!image_is_used(b))
		return 0;
	if (own_attach(b, LAUNCH_FD_IMAGE, OWN_STAGE, e) < 0 ||
		own_attach(b, b->sandbox_root, OWN_STAGE, e) < 0 ||
		(b->policy->write != WRITE_NONE &&
			own_attach(b, LAUNCH_FD_UPPER, OWN_STAGE, e) < 0) ||
		(b->launch->subids && own_attach(b, LAUNCH_FD_HOME, OWN_STAGE_HOME, e) < 0))
		return -1;
	for (const char *const *path = covered; *path; path++)
		if ((is_writable(b, *path)
				    ? writable_run(b, e)
				    : part_add(&b->sandbox,
					      mount_clone_path(b->sandbox_root, *path + 1, 0, e),
					      *path, false, e)) < 0)
			return -1;
	return 0;
}

/* --- places ---------------------------------------------------------------------------------------- */

static bool has_place(const char *path, bool file)
{
	int AUTO_CLOSE fd = places_open(LAUNCH_FD_IMAGE, path + 1, 0);
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && (file ? S_ISREG(st.st_mode) : S_ISDIR(st.st_mode));
}

/* Is it in what another part brings along? */
static bool is_inside_another(const struct parts *parts, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(parts->v[i].path, parts->v[index].path) &&
			policy_inside(parts->v[index].path, parts->v[i].path))
			return true;
	return false;
}

static int make_places(const struct build *b, int skeleton, struct err *e)
{
	for (size_t i = 0; i < b->sandbox.count; i++) {
		const struct part *p = &b->sandbox.v[i];
		int AUTO_CLOSE fd = -1;

		if (is_inside_another(&b->sandbox, i) || has_place(p->path, p->file))
			continue;
		fd = places_make(b, skeleton, p->path, p->file);
		if (fd < 0)
			return err_set(e, errno, "a place for %s in the image %s", p->path, b->launch->image);
	}
	return 0;
}

/* --- the overlay ----------------------------------------------------------------------------------- */

/*
 * userxattr, as overlayfs.rst has it for a user namespace: nothing of redirect_dir, metacopy and
 * index, so that the image below may be another one next time.
 */
static int make_overlay(const struct build *b, int skeleton, struct err *e)
{
	char lower[64], upper[40], work[40];
	struct mount_option options[5] = {{"userxattr", NULL}, {"lowerdir", lower}};
	const bool writes = b->policy->write != WRITE_NONE;

	snprintf(lower, sizeof(lower), "/proc/self/fd/%d:/proc/self/fd/%d", skeleton, LAUNCH_FD_IMAGE);
	snprintf(upper, sizeof(upper), "/proc/self/fd/%d/upper", LAUNCH_FD_UPPER);
	snprintf(work, sizeof(work), "/proc/self/fd/%d/work", LAUNCH_FD_UPPER);
	if (writes) {
		options[2] = (struct mount_option){"upperdir", upper};
		options[3] = (struct mount_option){"workdir", work};
	}
	return mount_new("overlay", options, (writes ? 0 : MOUNT_RO) |
		(b->launch->subids ? MOUNT_SET_ID : 0), e);
}

/* A directory above all, with the mode of the image's. */
static int make_skeleton(const struct build *b, struct err *e)
{
	int AUTO_CLOSE fd = -1;
	struct stat st;

	if (fstat(LAUNCH_FD_IMAGE, &st) < 0 || mkdirat(b->sandbox_root, SKELETON, 0755) < 0)
		return err_set(e, errno, "the root directory of %s", b->launch->image);
	fd = openat(b->sandbox_root, SKELETON, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fchmod(fd, st.st_mode & 0755) < 0 || places_give(b, fd) < 0)
		return err_set(e, errno, "the root directory of %s", b->launch->image);
	return fd_take(&fd);
}

int image_root(struct build *b, struct err *e)
{
	int AUTO_CLOSE skeleton = -1;
	int overlay;

	if (!image_is_used(b))
		return 0;
	skeleton = make_skeleton(b, e);
	if (skeleton < 0 || make_places(b, skeleton, e) < 0 || image_files(b, skeleton, e) < 0)
		return -1;
	overlay = make_overlay(b, skeleton, e);
	if (overlay < 0)
		return -1;
	close(b->sandbox_root);
	b->sandbox_root = overlay;
	return 0;
}

int image_restrict(const struct build *b, struct err *e)
{
	for (const char *const *path = covered; *path; path++) {
		int AUTO_CLOSE at = places_open(b->sandbox_root, *path + 1, O_DIRECTORY);

		if (is_writable(b, *path))
			continue;
		if (at < 0)
			return err_set(e, errno, "%s", *path);
		if (mount_restrict(at, *path, MOUNT_RO, e) < 0)
			return -1;
	}
	return b->policy->write != WRITE_NONE ? 0 : mount_restrict(b->sandbox_root, "the image", MOUNT_RO, e);
}
