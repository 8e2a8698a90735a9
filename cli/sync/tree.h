/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policies of a commit, as files: byte for byte, without anything that the repository says about them.
 */
#ifndef CLI_SYNC_TREE_H
#define CLI_SYNC_TREE_H

#include "base/err.h"
#include "git.h"

#define TREE_FILES_MAX 1000000
#define TREE_BYTES_MAX (UINT64_C(1) << 30)

/*
 * Write plans/, owners/, tenants/, hostel.ini, set.ini and gone of COMMIT, below `path` in it, into the
 * directory `to`, which is empty. What is no ordinary file, or too large, becomes what hostel apply finds
 * the same fault with. 0, or -1 with *e.
 */
int tree_export(struct git *g, const char *commit, const char *path, int to, struct err *e);

#endif
