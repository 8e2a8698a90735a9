/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID 1 beside a face: talk/face.h.
 */
#ifndef INIT_FACE_H
#define INIT_FACE_H

#include "base/err.h"
#include "talk/launch.h"

/*
 * Until here PID 1 was root of its user namespace, which is the face. From here on it is the keeper, with the
 * capabilities that it serves with; none of them is one over files, as root's of the host can be seen, and
 * are mapped. That it cannot go back is the filter's (init/filter.c). 0, or -1 with *e.
 */
int face_leave(const struct launch *l, const struct policy *p, struct err *e);

/* With the filter: it tries to go back, and to have the face's group. 0, or -1 with *e: it can. */
int face_verify(const struct launch *l, struct err *e);

#endif
