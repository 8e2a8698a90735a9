/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a service writes. No descriptor of the host's, such as the journal's, is given to the tenant.
 */
#include "log.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"

#define RATE (1024 * 1024) /* bytes a second */
#define BURST (256 * 1024)
#define PIECE 16384

int log_open(struct log *l)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	l->from = ends[0];
	l->to = ends[1];
	l->filled = now_milliseconds(CLOCK_MONOTONIC);
	return fcntl(l->from, F_SETFL, O_NONBLOCK);
}

int log_wants(struct log *l)
{
	const uint64_t now = now_milliseconds(CLOCK_MONOTONIC);

	l->budget += (now - l->filled) * RATE / 1000;
	l->filled = now;
	if (l->budget > BURST)
		l->budget = BURST;
	return l->budget >= PIECE ? l->from : -1;
}

void log_carry(struct log *l)
{
	char buffer[PIECE];
	const ssize_t n = l->from < 0 ? -1 : read(l->from, buffer, sizeof(buffer));

	if (n == 0)
		fd_close(&l->from);
	if (n <= 0)
		return;
	l->budget -= l->budget > (uint64_t)n ? (uint64_t)n : l->budget;
	if (fd_write_all(1, buffer, (size_t)n) < 0)
		return; /* a journal that is restarted must not end a site */
}
