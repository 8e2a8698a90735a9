/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths as far as root alone can change them.
 */
#ifndef HOSTEL_HOST_TRUSTED_PATH_H
#define HOSTEL_HOST_TRUSTED_PATH_H

#include "base/err.h"

/*
 * The path without symbolic links. Those of root's, in directories that root alone can write, are
 * resolved; from the first directory on that is not like that nothing is looked at any more and the
 * rest is appended as it stands: whoever opens it refuses symbolic links (openat2(2)).
 * Returns 0 with a malloc'ed *real, or -1 with *e.
 */
int trusted_path(const char *path, char **real, struct err *e);

#endif
