/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of subuid(5) and subgid(5).
 */
#include "host/subids.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool read_number(const char **at, char end, uint64_t *number)
{
	char *stop;

	if (**at < '0' || **at > '9')
		return false;
	errno = 0;
	*number = strtoull(*at, &stop, 10);
	if (errno || *stop != end)
		return false;
	*at = stop + (end ? 1 : 0);
	return true;
}

bool subids_read(const char *line, struct uid_range *range)
{
	const char *at = strchr(line, ':');
	uint64_t first, count;

	if (!at || at == line)
		return false;
	at++;
	if (!read_number(&at, ':', &first) || !read_number(&at, '\0', &count) || !count ||
	    first > UINT32_MAX || count > UINT32_MAX || first + count - 1 > UINT32_MAX)
		return false;
	*range = (struct uid_range){(uint32_t)first, (uint32_t)(first + count - 1)};
	return true;
}

bool ranges_meet(const struct uid_range *a, const struct uid_range *b)
{
	return a->first <= b->last && b->first <= a->last;
}
