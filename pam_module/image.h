/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [filesystem] image and write, the module's part.
 */
#ifndef PAM_MODULE_IMAGE_H
#define PAM_MODULE_IMAGE_H

#include <stdbool.h>

#include "base/err.h"
#include "build.h"

/*
 * In the survey's helper, for the files of [image] keys may lie where nothing answers: is the image mounted,
 * judged last by the hostel.ini and the keys that are there now? false also where the policy names no image.
 */
bool image_still_judged(const struct login *l);

/* A step of sandbox.c: verified and mounted, once a host; a place for what is changed; ids of its root. */
int image_prepare(struct build *b, struct err *e);

/* In the helper, as root on the host: b->image, b->upper and b->home. 0, or -1 with *e. */
int image_descriptors(struct build *b, struct err *e);

#endif
