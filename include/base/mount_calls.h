/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls of the new mount API, as the kernel has them: musl declares none of them, glibc since 2.36.
 * open_tree(2), move_mount(2), fsopen(2), fsconfig(2), fsmount(2), mount_setattr(2); -1 with errno.
 */
#ifndef HOSTEL_BASE_MOUNT_CALLS_H
#define HOSTEL_BASE_MOUNT_CALLS_H

#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifndef __GLIBC__ /* where sys/mount.h has the constants too, and not beside these before 2.37 */
#include <linux/mount.h>
#endif

#define OPEN_TREE_ATTR 467 /* open_tree_attr(2), Linux 6.15; the same number everywhere */

static inline int sys_open_tree(int dirfd, const char *path, unsigned flags)
{
	return (int)syscall(SYS_open_tree, dirfd, path, flags);
}

static inline int sys_open_tree_attr(int dirfd, const char *path, unsigned flags, struct mount_attr *attr)
{
	return (int)syscall(OPEN_TREE_ATTR, dirfd, path, flags, attr, sizeof(*attr));
}

static inline int sys_mount_setattr(int dirfd, const char *path, unsigned flags, struct mount_attr *attr)
{
	return (int)syscall(SYS_mount_setattr, dirfd, path, flags, attr, sizeof(*attr));
}

static inline int sys_move_mount(int from, int to)
{
	return (int)syscall(SYS_move_mount, from, "", to, "",
		MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

static inline int sys_fsopen(const char *type)
{
	return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

static inline int sys_fsconfig(int context, unsigned command, const char *key, const char *value)
{
	return (int)syscall(SYS_fsconfig, context, command, key, value, 0);
}

static inline int sys_fsmount(int context, unsigned attributes)
{
	return (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes);
}

#endif
