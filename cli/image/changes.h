/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tenant has changed of an image: the upper directory of the overlay, read by descriptors
 * and through no symbolic link, while the tenant may go on changing it.
 */
#ifndef CLI_IMAGE_CHANGES_H
#define CLI_IMAGE_CHANGES_H

#include <stddef.h>

#include "base/err.h"

enum change_kind {
	CHANGE_ADDED = 'A',
	CHANGE_CHANGED = 'C',
	CHANGE_DELETED = 'D',
	CHANGE_REPLACED = 'O' /* a directory: nothing of the image's is in it any more (opaque) */
};

/* `path` as seen inside, as bytes: whoever prints it escapes it. */
typedef void changes_seen(void *context, enum change_kind kind, const char *path);

/*
 * Tell of each, parents first, by name. `image` is a directory of the image, mounted. What lies more than
 * CHANGES_DEEP directories deep, or has a path of PATH_MAX, is only counted. 0, or -1 with *e.
 */
#define CHANGES_DEEP 256
int changes_walk(int upper, int image, changes_seen *seen, void *context, size_t *left_out, struct err *e);

#endif
