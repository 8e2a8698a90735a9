/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By which rules an image that is mounted was judged last: so a login need not judge it, nor load what
 * does. Root's rights, in the host's mount namespace.
 */
#ifndef HOSTEL_IMAGE_JUDGED_H
#define HOSTEL_IMAGE_JUDGED_H

#include <stdbool.h>
#include <stddef.h>

#include "image/store.h"

/*
 * Which rules these are: config_stamp() of hostel.ini, `ini`, and the files of its keys as they are now.
 * "" where one was changed just now, or `text` is too small.
 */
void image_rules_stamp(const char *ini, char *const *keys, size_t count, char text[IMAGE_STAMP_SIZE]);

/* Is it mounted, judged last by this hostel.ini, and are the keys still those? `ini` "" is nobody's. */
bool image_is_judged(const struct image_id *id, const char *ini);

#endif
