/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing the store: each by one rename(2), so that whoever looks sees the old or the new.
 */
#ifndef HOSTEL_IMAGE_CHANGE_H
#define HOSTEL_IMAGE_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/store.h"

/* The directory of an image, and the lock of who changes it, which lasts as long as both are open.
 */
struct image_change {
	int dir, lock;
};

/* ENOENT in *e where there is no such image and none shall be made. image_change_end() in either
 * case. */
int image_change_begin(struct image_change *c, const char *name, bool make, struct err *e);
void image_change_end(struct image_change *c);

/* The highest number that any version ever had, removed ones, too; 0: none. */
int image_highest(const struct image_change *c, const char *name, uint64_t *number, struct err *e);
int image_highest_set(const struct image_change *c, uint64_t number, struct err *e);

/* 0: to no version any more. */
int image_current_set(const struct image_change *c, uint64_t number, struct err *e);

/* Out of the store by rename(2), then delete: what is left of that is hostel gc's. image_unmount() comes
 * next. */
int image_version_remove(const struct image_change *c, const struct image_id *id, struct err *e);

#endif
