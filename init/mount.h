/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The new mount API by descriptors: clone, restrict, create, attach. No path is looked up twice.
 */
#ifndef INIT_MOUNT_H
#define INIT_MOUNT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

#define MOUNT_RO 0x1     /* MOUNT_ATTR_RDONLY */
#define MOUNT_NOEXEC 0x8 /* MOUNT_ATTR_NOEXEC; nosuid is always set, nodev unless DEVICES */
#define MOUNT_DEVICES 0x10000
#define MOUNT_TREE 0x20000 /* with everything mounted below */
#define MOUNT_SET_ID 0x40000 /* of mount_new(): set-id bits count */

struct mount_option {
	const char *key;
	const char *value; /* NULL: a flag */
};

/*
 * A detached, private clone of what is mounted at `at` (an O_PATH descriptor or a directory), with
 * `flags` of the above set on it. Returns a descriptor or -1 with *e; `what` is named in it.
 */
int mount_clone(int at, const char *what, unsigned flags, struct err *e);

/* A copy of one mount as it is, its attributes too; it must be attached. */
int mount_copy(int mount, const char *what, struct err *e);

/* An O_PATH descriptor of a path below dirfd; symbolic links are not followed. -1 with *e. */
int mount_open(int dirfd, const char *path, struct err *e);

/* mount_clone() of a path that root alone controls, below dirfd; symbolic links are not followed. */
int mount_clone_path(int dirfd, const char *path, unsigned flags, struct err *e);

/* A new, detached file system of this type. Options end with a NULL key. */
int mount_new(const char *type, const struct mount_option *options, unsigned flags, struct err *e);

/* Add MOUNT_x to a mount that exists. */
int mount_restrict(int tree, const char *what, unsigned flags, struct err *e);

/* Attach a detached tree on `target` (O_PATH); consumes nothing. */
int mount_attach(int tree, int target, const char *what, struct err *e);

/* Make `root` the root of this mount namespace and let go of everything else. */
int mount_enter(int root, const char *what, struct err *e);

/*
 * O_PATH descriptor of `path` below root, no symbolic links, never outside. Missing parts are made
 * (directories 0755; the last one an empty file if `file`) where the directory lies on the file
 * system `own_dev`, with the rights of the caller.
 */
int mount_point(int root, const char *path, dev_t own_dev, bool file, struct err *e);

#endif
