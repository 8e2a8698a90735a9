/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ranges of ids of rooms that have a root of their own.
 */
#include "image/own_ids.h"

#include <errno.h>
#include <fcntl.h>

#include "base/fd.h"
#include "host/state.h"
#include "talk/paths.h"

struct ranges {
	struct state_numbers numbers; /* first: the callback gets no more */
	const struct uid_range *all;
};

static struct uid_range range_of(const struct uid_range *all, uint32_t number)
{
	const uint32_t first = all->first + number * POLICY_SUBIDS;

	return (struct uid_range){first, first + POLICY_SUBIDS - 1};
}

static int check(const struct state_numbers *n, uint32_t uid, uint32_t number, struct err *e)
{
	const struct ranges *r = (const struct ranges *)(const void *)n;
	const struct uid_range range = range_of(r->all, number);

	return state_check_range("subids", &range, uid, range.first, e);
}

int subids_of(const struct uid_range *all, uint32_t uid, uint32_t *first, struct err *e)
{
	const uint64_t count = ((uint64_t)all->last - all->first + 1) / POLICY_SUBIDS;
	const struct ranges r = {{"subids", 1, count - 1, check}, all};
	int AUTO_CLOSE var = state_directory(AT_FDCWD, HOSTEL_VARDIR, e);
	uint32_t number;

	if (var < 0)
		return -1;
	if (state_number(var, &r.numbers, uid, &number, e) < 0)
		return e->code != ENOSPC ? -1 : err_rule(e, ENOSPC, "[host] subids = %u-%u: all are taken",
			all->first, all->last);
	/* Somebody may have been given one of them since. */
	if (check(&r.numbers, uid, number, e) < 0)
		return -1;
	*first = range_of(all, number).first;
	return 0;
}
