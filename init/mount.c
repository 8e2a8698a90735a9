/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The new mount API by descriptors. open_tree(2), fsopen(2), mount_setattr(2), move_mount(2).
 */
#include "mount.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/mount_calls.h"

static struct mount_attr attributes(unsigned flags)
{
	return (struct mount_attr){
		.attr_set = MOUNT_ATTR_NOSUID | (flags & (MOUNT_RO | MOUNT_NOEXEC)) |
			    (flags & MOUNT_DEVICES ? 0 : MOUNT_ATTR_NODEV),
		.propagation = MS_PRIVATE, /* what the host mounts later stays outside */
	};
}

int mount_restrict(int tree, const char *what, unsigned flags, struct err *e)
{
	struct mount_attr attr = attributes(flags);
	unsigned at = AT_EMPTY_PATH | (flags & MOUNT_TREE ? AT_RECURSIVE : 0);

	if (sys_mount_setattr(tree, "", at, &attr) < 0)
		return err_set(e, errno, "mount_setattr %s", what);
	return 0;
}

int mount_clone(int at, const char *what, unsigned flags, struct err *e)
{
	unsigned how = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH |
		       (flags & MOUNT_TREE ? AT_RECURSIVE : 0);
	struct mount_attr attr = attributes(flags);
	int AUTO_CLOSE tree = sys_open_tree_attr(at, "", how, &attr);

	if (tree >= 0)
		return fd_take(&tree);
	/* Where it fails for another reason the two tell what it is. */
	tree = sys_open_tree(at, "", how);
	if (tree < 0)
		return err_set(e, errno, "open_tree %s", what);
	if (mount_restrict(tree, what, flags, e) < 0)
		return -1;
	return fd_take(&tree);
}

int mount_copy(int mount, const char *what, struct err *e)
{
	int copy = sys_open_tree(mount, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);

	return copy < 0 ? err_set(e, errno, "copy a mount for %s", what) : copy;
}

static int open_how(int dirfd, const char *path, uint64_t flags, uint64_t resolve)
{
	struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = resolve};

	return (int)syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
}

int mount_open(int dirfd, const char *path, struct err *e)
{
	int fd = open_how(dirfd, path, O_PATH, RESOLVE_NO_SYMLINKS);

	return fd < 0 ? err_set(e, errno, "%s", path) : fd;
}

int mount_clone_path(int dirfd, const char *path, unsigned flags, struct err *e)
{
	int AUTO_CLOSE at = mount_open(dirfd, path, e);

	return at < 0 ? -1 : mount_clone(at, path, flags, e);
}

int mount_new(const char *type, const struct mount_option *options, unsigned flags, struct err *e)
{
	int AUTO_CLOSE context = sys_fsopen(type);
	int tree;

	if (context < 0)
		return err_set(e, errno, "fsopen %s", type);
	for (; options && options->key; options++) {
		unsigned how = options->value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;

		if (sys_fsconfig(context, how, options->key, options->value) < 0)
			return err_set(e, errno, "mount %s with %s", type, options->key);
	}
	if (sys_fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL) < 0)
		return err_set(e, errno, "create %s", type);
	tree = sys_fsmount(context, (flags & MOUNT_SET_ID ? 0 : MOUNT_ATTR_NOSUID) |
					    (flags & MOUNT_DEVICES ? 0 : MOUNT_ATTR_NODEV) |
					    (flags & (MOUNT_RO | MOUNT_NOEXEC)));
	if (tree < 0)
		return err_set(e, errno, "mount %s", type);
	return tree;
}

int mount_attach(int tree, int target, const char *what, struct err *e)
{
	if (sys_move_mount(tree, target) < 0)
		return err_set(e, errno, "move_mount to %s", what);
	return 0;
}

int mount_enter(int root, const char *what, struct err *e)
{
	/* pivot_root(2): new root over old root, then the old one lies on top and is taken away. */
	if (fchdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
		return err_set(e, errno, "pivot_root to %s", what);
	if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return err_set(e, errno, "leave the old root for %s", what);
	return 0;
}

/* The part `name` below `dir`: opened, or made if `dir` is on our own file system. */
static int step_into(int dir, const char *name, dev_t own_dev, bool file)
{
	uint64_t resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
	int fd = open_how(dir, name, O_PATH, resolve);
	struct stat st;

	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (fstat(dir, &st) < 0)
		return -1;
	if (st.st_dev != own_dev) {
		errno = ENOENT;
		return -1;
	}
	if (file) {
		fd = openat(dir, name, O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
		if (fd < 0)
			return -1;
		close(fd);
	} else if (mkdirat(dir, name, 0755) < 0) {
		return -1;
	}
	return open_how(dir, name, O_PATH, resolve);
}

int mount_point(int root, const char *path, dev_t own_dev, bool file, struct err *e)
{
	const char *p = path + strspn(path, "/");
	/* Mostly it is there as a whole. */
	int AUTO_CLOSE dir = open_how(root, *p ? p : ".", O_PATH, RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH);

	if (dir >= 0)
		return fd_take(&dir);
	dir = errno == ENOENT ? open_how(root, ".", O_PATH | O_DIRECTORY, 0) : -1;
	while (dir >= 0) {
		char name[256];
		size_t length;
		int next;

		p += strspn(p, "/");
		length = strcspn(p, "/");
		if (!length)
			return fd_take(&dir);
		if (length >= sizeof(name)) {
			errno = ENAMETOOLONG;
			break;
		}
		memcpy(name, p, length);
		name[length] = '\0';
		p += length;
		next = step_into(dir, name, own_dev, file && !p[strspn(p, "/")]);
		close(dir);
		dir = next;
	}
	return err_set(e, errno, "mount point %s", path);
}
