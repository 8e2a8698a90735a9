/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs-verity: a file that the kernel checks at each read, and that nobody can write. fsverity.rst of
 * the kernel
 */
#ifndef HOSTEL_IMAGE_FSVERITY_H
#define HOSTEL_IMAGE_FSVERITY_H

#include "base/err.h"
#include "image/manifest.h"

/* Switch it on for a file open for reading, which nobody has open for writing. 1; 0: neither file
 * system nor kernel has it; -1 with *e. */
int fsverity_enable(int fd, struct err *e);

/* The file's digest, which takes the kernel no reading. 1; 0: it is not on, or not SHA-256; -1 with
 * *e. */
int fsverity_measure(int fd, char digest[IMAGE_DIGEST_SIZE], struct err *e);

#endif
