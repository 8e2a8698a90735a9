/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Durations and times of --since.
 */
#include "since.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool duration(const char *text, uint64_t *seconds, const char **end)
{
	static const char units[] = "smhd";
	static const unsigned lengths[] = {1, 60, 3600, 86400};
	const char *unit;
	uint64_t n;
	char *stop;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtoull(text, &stop, 10);
	unit = *stop ? strchr(units, *stop) : NULL;
	*end = stop + 1;
	if (errno || !unit || n > UINT32_MAX)
		return false;
	*seconds = n * lengths[unit - units];
	return true;
}

bool since_parse(const char *text, time_t now, uint64_t *since)
{
	static const char *const forms[] = {"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
		"%Y-%m-%dT%H:%M", "%Y-%m-%d", "%H:%M:%S", "%H:%M"};
	const char *end;
	struct tm today;
	char *stop;

	if (duration(text, since, &end) && !*end) {
		*since = *since < (uint64_t)now ? (uint64_t)now - *since : 0;
		return true;
	}
	if (*text == '@' && text[1] >= '0' && text[1] <= '9') {
		errno = 0;
		*since = strtoull(text + 1, &stop, 10);
		return !errno && !*stop;
	}
	if (!localtime_r(&now, &today) || *text < '0' || *text > '9')
		return false;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm t = {.tm_year = today.tm_year, .tm_mon = today.tm_mon, .tm_mday = today.tm_mday,
			.tm_isdst = -1};
		time_t then;

		end = strptime(text, forms[i], &t);
		if (!end || *end)
			continue;
		t.tm_isdst = -1;
		then = mktime(&t);
		*since = then < 0 ? 0 : (uint64_t)then;
		return true;
	}
	return false;
}
