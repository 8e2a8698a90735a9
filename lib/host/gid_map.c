/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The groups of a tenant in the sandbox's user namespace.
 */
#include "host/gid_map.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "policy/policy.h"
#include "talk/layout.h"

#define LINES_MAX 340 /* UID_GID_MAP_MAX_EXTENTS of linux/user_namespace.h */

static int by_number(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

int gid_map_make(const struct map_ids *ids, const uint32_t *groups, size_t count, uint32_t subids,
	char text[GID_MAP_SIZE], struct err *e)
{
	uint32_t *AUTO_FREE sorted = calloc(count + 1, sizeof(*sorted));
	size_t used = 0, lines = (ids ? 1 : 0) + (ids && ids->own ? 1 : 0) + (subids ? 1 : 0);

	if (!sorted)
		return err_set(e, ENOMEM, "gid_map");
	if (count)
		memcpy(sorted, groups, count * sizeof(*sorted));
	sorted[count++] = LAYOUT_TTY_GID; /* sshd gives it the terminal */
	qsort(sorted, count, sizeof(*sorted), by_number);
	if (ids)
		used += (size_t)snprintf(text, GID_MAP_SIZE, "0 %u 1\n", ids->zero);
	if (ids && ids->own)
		used += (size_t)snprintf(text + used, GID_MAP_SIZE - used, "%u %u 1\n", ids->own, ids->own);
	if (subids)
		used += (size_t)snprintf(text + used, GID_MAP_SIZE - used, "%u %u %u\n", subids, subids,
			POLICY_SUBIDS - 1);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && sorted[next] - sorted[next - 1] <= 1; next++)
			;
		used += (size_t)snprintf(text + used, GID_MAP_SIZE - used, "%u %u %u\n", sorted[i],
			sorted[i], sorted[next - 1] - sorted[i] + 1);
		if (used >= GID_MAP_SIZE || ++lines > LINES_MAX)
			return err_rule(e, ERANGE, "in %zu groups, whose numbers do not fit into a "
				"gid_map: it has 340 lines and 4095 bytes, consecutive gids share a line "
				"(user_namespaces(7))", count - 1);
	}
	return 0;
}
