/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Removing trees of root's.
 */
#ifndef HOSTEL_BASE_TREE_H
#define HOSTEL_BASE_TREE_H

/* Remove a tree below dirfd, however deep, following nothing. Missing is fine. 0 or -1 with errno. */
int tree_remove(int dirfd, const char *name);

#endif
