/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: images.
 */
#ifndef CLI_COMMAND_GC_IMAGES_H
#define CLI_COMMAND_GC_IMAGES_H

#include "gc_tools.h"

/* Versions that nobody needs any more, what killed work left, mounts of versions that are gone. */
void gc_images(struct gc *g);

#endif
