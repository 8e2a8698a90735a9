/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mounting a version where image_mount_point() says, once a host. In the namespace of the caller:
 * that is the host's.
 */
#ifndef HOSTEL_IMAGE_MOUNT_H
#define HOSTEL_IMAGE_MOUNT_H

#include <stdbool.h>

#include "base/err.h"
#include "image/version.h"

/* Who sees to it that what is read later is what was signed. */
enum image_way { IMAGE_WAY_NONE, IMAGE_WAY_FSVERITY, IMAGE_WAY_DMVERITY, IMAGE_WAY_DIGEST };

/* "not mounted", "fs-verity", "dm-verity", "digest" */
const char *image_way_name(enum image_way w);

/* Is it mounted, and in which way was it checked? */
enum image_way image_mounted(const struct image_id *id);

/*
 * Judge it and mount it: read-only, nosuid, nodev. Who comes while another does it waits; mounted
 * already is success, by the rules as they are now. 0, or -1 with *e: ENOENT, EKEYREJECTED, EBADMSG
 * (it was changed), EOPNOTSUPP (integrity = verity, and there is neither).
 */
int image_mount(
	const struct image_id *id, const struct image_rules *r, image_tick *tick, struct err *e);

/* 0 also if it is not mounted; what was left of it by killed work goes, too. -1 with *e. */
int image_unmount(const struct image_id *id, struct err *e);

/* For each that is mounted, or of which something is left. 0, or -1
 * with *e. */
int image_mounts_each(
	void (*found)(void *context, const struct image_id *id), void *context, struct err *e);

#endif
