/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root directory of a sandbox that is made of an image. Each 0, or -1 with *e.
 *
 *   skeleton   what the image lacks: places for mounts, and files that hostel writes    (in memory)
 *   image      read-only, its root's files with the ids that [filesystem] write means   (LAUNCH_FD_IMAGE)
 *   upper      what the tenant has changed, with write = own or root                    (LAUNCH_FD_UPPER)
 *
 * are one overlay, whatever may be written: overlayfs.rst. What only root's own mounts may change
 * (/dev, /run, /sys) is none of it.
 */
#ifndef INIT_IMAGE_H
#define INIT_IMAGE_H

#include "parts.h"

/* Is it made of one? */
bool image_is_used(const struct build *b);

/* Is `path` of the sandbox's own file system, without "/" in front, seen inside? With an image little is. */
bool image_leaves(const struct build *b, const char *path);

/* Collected first: what is the sandbox's own in it. */
int image_begin(struct build *b, struct err *e);

/* Collected last, when it is known what is mounted where: the overlay, which becomes b->sandbox_root. */
int image_root(struct build *b, struct err *e);

/* Everything is attached: what is read-only from now on. */
int image_restrict(const struct build *b, struct err *e);

#endif
