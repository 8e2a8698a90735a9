/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting with a bound.
 */
#include "base/wait.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

#include "base/now.h"

uint64_t wait_now(void)
{
	return now_milliseconds(CLOCK_MONOTONIC);
}

int wait_readable(int fd, uint64_t until)
{
	struct pollfd p = {fd, POLLIN, 0};
	int n;

	do {
		const uint64_t t = wait_now();

		n = poll(&p, 1, t < until ? (int)(until - t) : 0);
	} while (n < 0 && errno == EINTR);
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0 ? 0 : -1;
}
