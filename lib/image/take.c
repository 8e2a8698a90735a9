/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An image as one sandbox is given it.
 */
#include "image/take.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/file_ids.h"
#include "base/id_map.h"
#include "base/mount_calls.h"
#include "host/gid_map.h"
#include "host/state.h"
#include "host/tool.h"
#include "host/upper_project.h"

#ifndef EROFS_SUPER_MAGIC_V1
#define EROFS_SUPER_MAGIC_V1 0xE0F5E1E2
#endif

/* --- ids ------------------------------------------------------------------------------------------- */

/* One id, and POLICY_SUBIDS - 1 more: what they are on the disk, and what they become. */
struct mapping {
	uint32_t from, to, rest_from, rest_to; /* rest_to 0: no more */
};

static void print_mapping(const struct mapping *m, char text[64])
{
	int n = snprintf(text, 64, "%u %u 1\n", m->from, m->to);

	if (m->rest_to)
		snprintf(text + n, 64 - (size_t)n, "%u %u %u\n", m->rest_from, m->rest_to, POLICY_SUBIDS - 1);
}

static int map_two(const struct mapping *uids, const struct mapping *gids, struct err *e)
{
	char uid_map[64], gid_map[64];

	print_mapping(uids, uid_map);
	print_mapping(gids, gid_map);
	return id_map_make(AT_FDCWD, uid_map, gid_map, e);
}

/* --- mounts ---------------------------------------------------------------------------------------- */

bool image_is_mounted(const struct image_id *id)
{
	char path[IMAGE_PATH_SIZE];
	struct statfs s;

	image_mount_point(id, path);
	return statfs(path, &s) == 0 && (unsigned)s.f_type == EROFS_SUPER_MAGIC_V1;
}

static int clone_mount(const char *path, struct err *e)
{
	int fd = sys_open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);

	return fd < 0 ? err_set(e, errno, "open_tree %s", path) : fd;
}

int image_take(const struct image_id *id, const struct image_ids *ids, bool set_id, struct err *e)
{
	int AUTO_CLOSE mapping = map_two(&(struct mapping){0, ids->uid, 1, ids->rest},
		&(struct mapping){0, ids->gid, 1, ids->rest}, e);
	int AUTO_CLOSE tree = -1;
	struct mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV |
			(set_id ? 0 : MOUNT_ATTR_NOSUID), .attr_clr = set_id ? MOUNT_ATTR_NOSUID : 0,
		.propagation = MS_PRIVATE};
	char path[IMAGE_PATH_SIZE];

	if (mapping < 0)
		return -1;
	image_mount_point(id, path);
	if (!image_is_mounted(id))
		return err_rule(e, ENOENT, "%s is not mounted", path);
	tree = clone_mount(path, e);
	if (tree < 0)
		return -1;
	attr.userns_fd = (unsigned)mapping;
	if (sys_mount_setattr(tree, "", AT_EMPTY_PATH, &attr) < 0)
		return err_set(e, errno, "the ids of %s", path);
	return fd_take(&tree);
}

/* --- what was changed -------------------------------------------------------------------------------- */

/* Below a directory that is root's and 0700: nobody else can be at work there. */
static int make_owned(int dir, const char *name, uint32_t uid, uint32_t gid, struct err *e)
{
	struct stat st;

	if (mkdirat(dir, name, 0755) < 0 && errno != EEXIST)
		return err_set(e, errno, "mkdir " HOSTEL_UPPERS "/.../%s", name);
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(st.st_mode))
		return err_rule(e, EINVAL, HOSTEL_UPPERS "/.../%s is no directory", name);
	if (st.st_uid == 0 && fchownat(dir, name, uid, gid, AT_SYMLINK_NOFOLLOW) < 0)
		return err_set(e, errno, "chown " HOSTEL_UPPERS "/.../%s", name);
	return 0;
}

#define DELETE_SECONDS 3600
#define OWNER ".owner" /* no name of an image begins with a dot */
#define ASIDE_MAX 1000
#define OWNER_SIZE 256 /* an account's name: LOGIN_NAME_MAX */

void image_upper_path(const struct image_id *id, uint32_t uid, char path[IMAGE_PATH_SIZE])
{
	snprintf(path, IMAGE_PATH_SIZE, HOSTEL_UPPERS "/%u/%s", uid, id->name);
}

static int open_uppers(struct err *e)
{
	int AUTO_CLOSE var = state_directory(AT_FDCWD, HOSTEL_VARDIR, e);
	int AUTO_CLOSE all = var < 0 ? -1 : state_directory(var, "uppers", e);

	if (all < 0)
		return -1;
	return fchmod(all, 0700) < 0 ? err_set(e, errno, HOSTEL_UPPERS) : fd_take(&all);
}

static int name_owner(int own, const char *name, struct err *e)
{
	if (unlinkat(own, OWNER ".new", 0) < 0 && errno != ENOENT)
		return err_set(e, errno, HOSTEL_UPPERS "/.../" OWNER ".new");
	return symlinkat(name, own, OWNER ".new") < 0 || renameat(own, OWNER ".new", own, OWNER) < 0
		? err_set(e, errno, HOSTEL_UPPERS "/.../" OWNER) : 0;
}

/* 0: it is theirs, or nobody's yet. */
static int set_aside(int all, const char *directory, const char *name, struct err *e)
{
	char path[32], owner[OWNER_SIZE], aside[OWNER_SIZE + 32];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/" OWNER, directory);
	n = readlinkat(all, path, owner, sizeof(owner) - 1);
	owner[n > 0 ? n : 0] = '\0';
	if (n < 0 || !strcmp(owner, name))
		return n < 0 && errno != ENOENT ? err_set(e, errno, HOSTEL_UPPERS "/%s", path) : 0;
	snprintf(aside, sizeof(aside), "%s.%s", directory, owner);
	/* A second time, where accounts took their names in turn. */
	for (int number = 2; number < ASIDE_MAX; number++) {
		if (syscall(SYS_renameat2, all, directory, all, aside, RENAME_NOREPLACE) == 0)
			return 0;
		if (errno != EEXIST)
			break;
		snprintf(aside, sizeof(aside), "%s.%s.%d", directory, owner, number);
	}
	return err_set(e, errno, HOSTEL_UPPERS "/%s", aside);
}

int image_make_upper(const struct image_id *id, const char *name, uint32_t uid, uint32_t gid, struct err *e)
{
	int AUTO_CLOSE all = open_uppers(e);
	int AUTO_CLOSE own = -1, AUTO_CLOSE image = -1;
	char directory[16];

	snprintf(directory, sizeof(directory), "%u", uid);
	if (all < 0 || set_aside(all, directory, name, e) < 0)
		return -1;
	own = state_directory(all, directory, e);
	if (own < 0 || name_owner(own, name, e) < 0)
		return -1;
	/* hostel-init, which is not root, is given this one and passes through it. */
	image = state_directory(own, id->name, e);
	if (image < 0)
		return -1;
	return make_owned(image, "upper", uid, gid, e) < 0 ? -1 : make_owned(image, "work", uid, gid, e);
}

int image_rename_upper(const char *name, uint32_t uid, struct err *e)
{
	char path[sizeof(HOSTEL_UPPERS) + 16];
	int AUTO_CLOSE own = -1;

	snprintf(path, sizeof(path), HOSTEL_UPPERS "/%u", uid);
	own = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (own < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	return name_owner(own, name, e);
}

int image_delete_tree(const char *directory, const char *name, struct err *e)
{
	char path[PATH_MAX], said[200];
	const char *const argv[] = {"rm", "-rf", "--one-file-system", "--", path, NULL};
	int status;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	status = tool_run_for(argv, DELETE_SECONDS, said, sizeof(said));
	return status ? err_rule(e, EIO, "rm -r %.150s: %.150s", path,
				*said ? said : "it did not end well")
		      : 0;
}

int image_remove_upper(uint32_t uid, struct err *e)
{
	int AUTO_CLOSE all = open(HOSTEL_UPPERS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char directory[16], gone[32];

	if (all < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, HOSTEL_UPPERS);
	snprintf(directory, sizeof(directory), "%u", uid);
	snprintf(gone, sizeof(gone), ".gone-%u", uid);
	/* Twice: what one that was killed had left. */
	if (image_delete_tree(HOSTEL_UPPERS, gone, e) < 0)
		return -1;
	if ((renameat(all, directory, all, gone) < 0 && errno != ENOENT) || fsync(all) < 0)
		return err_set(e, errno, HOSTEL_UPPERS "/%s", directory);
	return image_delete_tree(HOSTEL_UPPERS, gone, e);
}

int image_lock_upper(const struct image_id *id, uint32_t uid, unsigned seconds, struct err *e)
{
	char path[IMAGE_PATH_SIZE];
	int AUTO_CLOSE own = -1;
	int lock;

	image_upper_path(id, uid, path);
	own = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (own < 0)
		return err_set(e, errno, "%s", path);
	lock = state_lock(own, "lock", seconds, e);
	if (lock < 0 && e->code == ETIMEDOUT)
		return err_rule(e, EBUSY,
			"a room that was made before still writes to its image: it has to end "
			"first");
	return lock;
}

int image_settle_work(const struct image_id *id, uint32_t uid, struct err *e)
{
	char path[IMAGE_PATH_SIZE];
	int AUTO_CLOSE own = -1;

	image_upper_path(id, uid, path);
	own = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return own < 0 ? err_set(e, errno, "%s", path) : upper_project_follow(own, e);
}

static int take_upper(const struct image_id *id, uint32_t uid, struct mount_attr *attr, struct err *e)
{
	char path[IMAGE_PATH_SIZE];
	int AUTO_CLOSE tree = -1;

	attr->attr_set |= MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
	attr->propagation = MS_PRIVATE;
	image_upper_path(id, uid, path);
	tree = clone_mount(path, e);
	if (tree >= 0 && sys_mount_setattr(tree, "", AT_EMPTY_PATH, attr) < 0)
		return err_set(e, errno, "%s", path);
	return fd_take(&tree);
}

int image_take_upper(const struct image_id *id, uint32_t uid, struct err *e)
{
	return take_upper(id, uid, &(struct mount_attr){.attr_set = 0}, e);
}

int image_take_changes(const struct image_id *id, uint32_t uid, uint32_t gid, uint32_t first, struct err *e)
{
	int AUTO_CLOSE mapping = map_two(&(struct mapping){uid, 0, first, first ? 1 : 0},
		&(struct mapping){gid, 0, first, first ? 1 : 0}, e);
	struct mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (unsigned)mapping};

	return mapping < 0 ? -1 : take_upper(id, uid, &attr, e);
}

/* --- the home ---------------------------------------------------------------------------------------- */

static int map_tenant(const struct account *a, struct err *e)
{
	char gids[GID_MAP_SIZE], uids[32];

	if (gid_map_make(NULL, a->groups, a->group_count, 0, gids, e) < 0)
		return -1;
	snprintf(uids, sizeof(uids), "%u %u 1\n", a->uid, a->uid);
	return id_map_make(AT_FDCWD, uids, gids, e);
}

int image_take_home(const struct account *a, const char *path, struct err *e)
{
	struct mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
		.propagation = MS_PRIVATE};
	int AUTO_CLOSE mapping = map_tenant(a, e);
	int AUTO_CLOSE home = -1, AUTO_CLOSE tree = -1;

	if (mapping < 0)
		return -1;
	if (setgroups(a->group_count, a->groups) < 0)
		return err_set(e, errno, "setgroups");
	home = file_ids_open(a->uid, a->gid, path, O_DIRECTORY, e);
	if (home < 0)
		return -1;
	tree = sys_open_tree(home, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE);
	attr.userns_fd = (unsigned)mapping;
	if (tree < 0 || sys_mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr) < 0)
		return err_set(e, errno, "%s: ids of a mount", path);
	return fd_take(&tree);
}
