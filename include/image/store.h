/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images of root file systems, on this host. Root's only; nothing here is looked up by a path that anybody
 * else can change.
 *
 *   HOSTEL_IMAGES/NAME/N/image       the file system, erofs
 *                       manifest     what is known of it, and signed: image/manifest.h
 *                       signature    Ed25519 over the bytes of manifest; none: not signed
 *                       hashes       dm-verity's tree of it
 *                NAME/current -> N   what a new sandbox gets
 *                lock                of who adds, removes or changes `current`
 *                .work-XXXXXX/       of an import that is going on, which holds a lock on it
 *   HOSTEL_IMAGE_MOUNTS/NAME@N       where it is mounted, once a host; the directory is 0700
 *                       .NAME@N.how  image_how_path()
 *
 * A version is never changed: it is added as a whole, by one rename(2), and removed as a whole.
 */
#ifndef HOSTEL_IMAGE_STORE_H
#define HOSTEL_IMAGE_STORE_H

#include "base/err.h"
#include "policy/image_id.h"
#include "policy/policy.h"
#include "talk/paths.h"

#define HOSTEL_IMAGES HOSTEL_VARDIR "/images"
#define HOSTEL_IMAGE_MOUNTS HOSTEL_STATEDIR "/images"

#define IMAGE_PATH_SIZE 192

/* Put the number of `current` in where version is 0, and see that the version is there. -1: ENOENT. */
int image_resolve(struct image_id *id, struct err *e);

/*
 * The image that a policy means now, with its version; name "": the host's own programs. A sandbox
 * that is alive keeps its own, the next one has this. 0, or -1 with *e.
 */
int image_of_policy(const struct policy *p, struct image_id *id, struct err *e);

/* The directory of one version, O_PATH. -1 with *e. */
int image_open(const struct image_id *id, struct err *e);

/* Where it is, or would be, mounted. */
void image_mount_point(const struct image_id *id, char path[IMAGE_PATH_SIZE]);

/*
 * Beside that: in which way its bytes are guarded, a line, and by which rules it was judged last,
 * image_rules_stamp().
 */
#define IMAGE_STAMP_SIZE 8192
#define IMAGE_HOW_SIZE (16 + IMAGE_STAMP_SIZE)
void image_how_path(const struct image_id *id, char path[IMAGE_PATH_SIZE]);

#endif
