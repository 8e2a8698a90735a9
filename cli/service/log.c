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

#define RATE (128 * 1024) /* bytes a second */
#define BURST (1024 * 1024)
#define PIECE 16384
#define LEAST 4096 /* what one round costs at least: packets of a byte would make many of them */
#define LINE 256   /* and a line beside its bytes: journald looks at each, also where it drops it */

int log_open(struct log *l, uid_t owner)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	l->from = ends[0];
	l->to = ends[1];
	l->filled = now_milliseconds(CLOCK_MONOTONIC);
	l->budget = BURST;
	/* Programs open /dev/stderr. */
	return fchown(l->to, owner, (gid_t)-1) < 0 ? -1 : fcntl(l->from, F_SETFL, O_NONBLOCK);
}

int log_wants(struct log *l)
{
	const uint64_t now = now_milliseconds(CLOCK_MONOTONIC);

	l->budget += (int64_t)((now - l->filled) * RATE / 1000);
	l->filled = now;
	if (l->budget > BURST)
		l->budget = BURST;
	return l->budget >= PIECE ? l->from : -1;
}

/* A NUL ends a line, too: stdout_stream_scan() of journald. */
static int64_t cost_of(const char *text, ssize_t length)
{
	int64_t cost = length > LEAST ? length : LEAST;

	for (ssize_t i = 0; i < length; i++)
		cost += text[i] == '\n' || !text[i] ? LINE : 0;
	return cost;
}

void log_carry(struct log *l)
{
	char buffer[PIECE];
	const ssize_t n = l->from < 0 ? -1 : read(l->from, buffer, sizeof(buffer));

	if (n == 0)
		fd_close(&l->from);
	if (n <= 0)
		return;
	l->budget -= cost_of(buffer, n); /* what it owes it waits for */
	if (fd_write_all(1, buffer, (size_t)n) < 0)
		return; /* a journal that is restarted must not end a site */
}
