/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file as a block device, for kernels whose erofs needs one.
 */
#ifndef LIB_IMAGE_LOOP_H
#define LIB_IMAGE_LOOP_H

#include "base/err.h"

/*
 * A read-only loop device of the file, with direct I/O where the file system has it, which goes
 * with its last user. A descriptor, and its path; -1 with *e.
 */
int loop_open(int file, char path[32], struct err *e);

#endif
