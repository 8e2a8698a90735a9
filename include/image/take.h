/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An image as one sandbox is given it: a detached mount with the ids of that sandbox, and one of
 * the directory that keeps what was changed. Root's rights, in the host's mount namespace.
 */
#ifndef HOSTEL_IMAGE_TAKE_H
#define HOSTEL_IMAGE_TAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "host/account.h"
#include "image/store.h"

/* Whose files are root's in the image: all others are nobody's, unless `rest` says. */
struct image_ids {
	uint32_t uid, gid;
	uint32_t rest; /* what ids 1 to POLICY_SUBIDS - 1 are: rest, rest + 1, ...; 0: nobody's */
};

/* Is it mounted at its mount point, as seen from here? */
bool image_is_mounted(const struct image_id *id);

/* A clone of its mount, read-only, nodev; set-id bits count only with `set_id`. Descriptor, or -1 with *e. */
int image_take(const struct image_id *id, const struct image_ids *ids, bool set_id, struct err *e);

/*
 * HOSTEL_UPPERS/UID/IMAGE: `upper` and `work` of an overlay (overlayfs.rst), owned by uid:gid,
 * below a directory that only root can enter, since a room's root can set set-id bits on them;
 * .owner -> the account. Made if missing. Of an account that had this uid before, it is set aside:
 * UID.NAME. 0 or -1 with *e.
 */
int image_make_upper(const struct image_id *id, const char *name, uint32_t uid, uint32_t gid, struct err *e);

/* Where that is. */
void image_upper_path(const struct image_id *id, uint32_t uid, char path[IMAGE_PATH_SIZE]);

/* Delete a tree that a tenant has made, however deep, and nobody is at work in. 0 or -1 with *e. */
int image_delete_tree(const char *directory, const char *name, struct err *e);

/* Another name of the same account. Nothing there: nothing to do. 0 or -1 with *e. */
int image_rename_upper(const char *name, uint32_t uid, struct err *e);

/* The account goes: out of the way by one rename(2), then deleted. Nothing there is fine. 0 or -1 with *e. */
int image_remove_upper(uint32_t uid, struct err *e);

/*
 * The home directory, for a room with a root of its own: a detached mount, with what is mounted
 * below, on which the tenant and the tenant's groups are themselves and no other id is valid. Or
 * that root would leave set-id files of its other ids where accounts of the host can run them.
 * `path` is looked up with the tenant's ids; the process has the tenant's groups afterwards. -1
 * with *e, EINVAL: its file system knows no idmapped mounts.
 */
int image_take_home(const struct account *a, const char *path, struct err *e);

/*
 * Two overlays with one upper directory are not defined (overlayfs.rst): who mounts one, or changes
 * what is in it, holds this lock. Waits so many seconds at most. Descriptor, or -1 with *e (EBUSY).
 */
int image_lock_upper(const struct image_id *id, uint32_t uid, unsigned seconds, struct err *e);

/* `work` into the project of `upper`, with that lock held: host/upper_project.h. 0 or -1 with *e. */
int image_settle_work(const struct image_id *id, uint32_t uid, struct err *e);

/*
 * What is in it as an image has it: what uid, gid and the range from `first` (0: none) are in the
 * room becomes 0 and 1 to POLICY_SUBIDS - 1. As image_take_upper().
 */
int image_take_changes(const struct image_id *id, uint32_t uid, uint32_t gid, uint32_t first, struct err *e);

/* A detached mount of it: nosuid, nodev. Descriptor, or -1 with *e. */
int image_take_upper(const struct image_id *id, uint32_t uid, struct err *e);

#endif
