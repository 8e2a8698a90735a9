/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking a finished image into the store.
 */
#ifndef HOSTEL_IMAGE_ADOPT_H
#define HOSTEL_IMAGE_ADOPT_H

#include <stdbool.h>

#include "base/err.h"
#include "image/manifest.h"
#include "image/version.h"

/*
 * `work` is a directory HOSTEL_IMAGES/.work-XXXXXX, which the caller made and holds locked
 * (flock(2)): 0700, in it the file `image`, erofs, written to its end. It becomes the next version
 * of m->id.name; architecture, system, source and created are the caller's, the rest is filled in:
 * digests, dm-verity's tree, fs-verity switched on where the file system has it. Synced, then one
 * rename(2); with `current` the link follows, by another. 0, or -1 with *e, and `work` is as it
 * was.
 */
int image_adopt(
	int work, const char *work_path, struct image_manifest *m, int current, struct err *e);

/*
 * The same of a version that another host made: `work` has `manifest` and perhaps `signature`, too,
 * which stay as they are. It must be what its manifest says, allowed by the rules, and of a higher
 * number than any that was ever here; with `older` of any that is not here, and the link does not
 * follow. *m: the manifest.
 */
int image_receive(int work, const char *work_path, const struct image_rules *r, bool older,
	struct image_manifest *m, struct err *e);

/* Is the number one that may be received? 0, or -1 with *e (ESTALE). */
int image_number_check(const struct image_id *id, bool older, struct err *e);

#endif
