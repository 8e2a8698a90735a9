/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The groups of a tenant in the sandbox's user namespace, user_namespaces(7).
 */
#ifndef HOSTEL_HOST_GID_MAP_H
#define HOSTEL_HOST_GID_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GID_MAP_SIZE 4096 /* the kernel takes less than a page, terminator and all: user_namespaces(7) */

/* What a user namespace has beside a tenant: the host's ids. */
struct map_ids {
	uint32_t zero; /* what 0 is outside */
	uint32_t own;  /* PID 1's, itself inside; 0: it is `zero` */
};

/*
 * A gid_map: those of `ids` unless it is NULL, and the groups, which are themselves; consecutive ones share a
 * line. `subids`: the first of POLICY_SUBIDS ids more, 0: none. 0; or -1 with *e: they do not fit.
 * Each gid is in it once.
 */
int gid_map_make(const struct map_ids *ids, const uint32_t *groups, size_t count, uint32_t subids,
	char text[GID_MAP_SIZE], struct err *e);

#endif
