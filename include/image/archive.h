/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A version in one file, for another host: a tar(5) of ustar with `manifest`, `signature` (if there
 * is one) and `image`, in this order, and nothing else.
 */
#ifndef HOSTEL_IMAGE_ARCHIVE_H
#define HOSTEL_IMAGE_ARCHIVE_H

#include "base/err.h"

/* Written to `out`, from the directory of the version. 0, or -1 with *e. */
int image_archive_write(int dir, int out, struct err *e);

/*
 * Read from `in` into the directory: new files, up to `most` bytes together. Anything that
 * image_archive_write() would not have written is an error. 0, or -1 with *e.
 */
int image_archive_read(int in, int dir, unsigned long long most, struct err *e);

/* Copy one of the three from directory to directory, to the disk. 1; 0: there is none; -1 with *e.
 */
int image_archive_copy(int from, int to, const char *name, struct err *e);

#endif
