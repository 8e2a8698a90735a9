/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory in the store for what is not yet a version: HOSTEL_IMAGES/.work-XXXXXX.
 */
#ifndef CLI_IMAGE_WORK_DIRECTORY_H
#define CLI_IMAGE_WORK_DIRECTORY_H

#include "base/err.h"

#define WORK_PATH_SIZE 128

/*
 * Make one, and the store should it be missing. Locked by flock(2) as long as the descriptor is open, which
 * tells `hostel gc` to leave it alone. The descriptor, or -1 with *e.
 */
int work_directory(char path[WORK_PATH_SIZE], struct err *e);

#endif
