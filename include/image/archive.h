/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A version in one file, for another host: a tar(5) of ustar with `manifest`, `signature` (if there
 * is one) and `image`, in this order, and nothing else.
 */
#ifndef HOSTEL_IMAGE_ARCHIVE_H
#define HOSTEL_IMAGE_ARCHIVE_H

#include <stdint.h>

#include "base/err.h"

/* Written to `out`, from the directory of the version. 0, or -1 with *e. */
int image_archive_write(int dir, int out, struct err *e);

/*
 * Asked when manifest and signature are there, before the file image: may it come, and of how many bytes?
 * 0, or -1 with *e.
 */
typedef int image_archive_judge(int dir, void *context, uint64_t *size, struct err *e);

/*
 * Read from `in` into the directory: new files. Anything that image_archive_write() would not have written is
 * an error, and a file image of another size than the judge says. 0, or -1 with *e.
 */
int image_archive_read(int in, int dir, image_archive_judge *judge, void *context, struct err *e);

/* The same from a directory with these files. */
int image_archive_take(int from, int dir, image_archive_judge *judge, void *context, struct err *e);

/* Copy one of the three from directory to directory, to the disk. 1; 0: there is none; -1 with *e.
 */
int image_archive_copy(int from, int to, const char *name, struct err *e);

#endif
