/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time, in milliseconds.
 */
#include "base/now.h"

#include <time.h>

uint64_t now_milliseconds(clockid_t clock)
{
	struct timespec t = {0};

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}
