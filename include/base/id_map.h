/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A user namespace for the sake of its maps: mount_setattr(2) and setns(2) are given it by descriptor, and
 * nobody needs to live in it. user_namespaces(7).
 */
#ifndef HOSTEL_BASE_ID_MAP_H
#define HOSTEL_BASE_ID_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * One with these texts as uid_map and gid_map. `proc`: a procfs in which the caller's children are, or
 * AT_FDCWD for /proc. A descriptor, or -1 with *e.
 */
int id_map_make(int proc, const char *uids, const char *gids, struct err *e);

/*
 * Has our own user namespace all these uids and gids: user_namespaces(7)? A container that is the host may
 * have a part of them. False where that cannot be read.
 */
bool id_map_covers(uint32_t first, uint32_t last);

#endif
