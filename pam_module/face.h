/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Root's files as root's in a sandbox that shows the host's: talk/face.h.
 */
#ifndef PAM_MODULE_FACE_H
#define PAM_MODULE_FACE_H

#include "build.h"

/*
 * Whether this sandbox has a face: not where something inside could become it, or could use a capability over
 * what is mapped, and not with an image, which has a root of its own kind. 0.
 */
int face_choose(struct build *b, struct err *e);

/*
 * In the helper, as root and on the host: a mount namespace of its own with these mounts. What cannot have
 * other ids, as its file system knows no idmapped mounts, has none. 0, or -1 with *e.
 */
int face_make(const struct build *b, struct err *e);

#endif
