/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [session] idle_timeout and max_lifetime.
 *
 * A terminal tells itself when it was used: its inode's times (what w(1) shows as IDLE). They go by the
 * host's clock, and the kernel writes them only every eight seconds (tty_update_time() of
 * drivers/tty/tty_io.c), so they are compared with what was seen before, not believed.
 */
#include "clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/file_ids.h"
#include "base/now.h"

#define GRAIN 8000        /* milliseconds that a terminal's times may be late */
#define WARNING_MAX 60000 /* milliseconds before the end; a tenth of short times */

uint64_t clock_now(void)
{
	return now_milliseconds(CLOCK_MONOTONIC);
}

uint64_t clock_grace(const struct policy *p)
{
	return p->stop_timeout * 1000;
}

static void terminal_path(char path[32], const struct clock *c)
{
	snprintf(path, 32, "/dev/pts/%u", minor(c->terminal));
}

static bool same(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* True if the terminal was used since the last look. */
static bool take_times(struct clock *c)
{
	struct stat st;
	char path[32];
	bool used;

	terminal_path(path, c);
	if (fd_stat(path, &st) < 0 || st.st_rdev != c->terminal)
		return false;
	used = !same(&st.st_atim, &c->read) || !same(&st.st_mtim, &c->written);
	c->read = st.st_atim;
	c->written = st.st_mtim;
	return used;
}

void clock_start(struct clock *c, dev_t terminal)
{
	*c = (struct clock){.runs = true, .terminal = terminal};
	c->started = c->active = c->looked = clock_now();
	if (terminal)
		take_times(c);
}

static uint64_t warning(uint64_t limit)
{
	return limit / 10 < WARNING_MAX ? limit / 10 : WARNING_MAX;
}

/* When the limit of `seconds` since `since` is to be warned of, or comes into force. */
static uint64_t due(uint64_t seconds, uint64_t since, bool warned)
{
	uint64_t limit = seconds * 1000;

	return since + limit - (warned ? 0 : warning(limit));
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t clock_next(const struct policy *p, const struct clock *c)
{
	uint64_t next = UINT64_MAX;

	if (!c->runs)
		return next;
	if (c->ended)
		return c->ended + clock_grace(p);
	if (p->max_lifetime != VALUE_MAX)
		next = due(p->max_lifetime, c->started, c->warned_lifetime || !c->terminal);
	if (p->idle_timeout != VALUE_MAX && c->terminal)
		next = earlier(next, due(p->idle_timeout, c->active, c->warned_idle) + GRAIN);
	return next;
}

/* With the file ids of whose it is: PID 1 has no right of its own there (init/seal.c). */
static int open_as_owner(const char *path)
{
	const uid_t uid = geteuid();
	const gid_t gid = getegid();
	struct stat st;
	int fd;

	if (fd_stat(path, &st) < 0 || file_ids(st.st_uid, gid) < 0)
		return -1;
	fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	(void)file_ids(uid, gid);
	return fd;
}

/* To the terminal, not waiting for one that is stopped, as wall(1) does. */
static void warn(struct clock *c, const char *what, uint64_t limit)
{
	char path[32], text[160];
	int AUTO_CLOSE fd = -1;
	struct stat st;
	int n;

	terminal_path(path, c);
	fd = open_as_owner(path);
	if (fd < 0 || fstat(fd, &st) < 0 || st.st_rdev != c->terminal)
		return;
	n = snprintf(text, sizeof(text), "\r\nhostel: %s: it ends in %llu seconds.\r\n", what,
		(unsigned long long)(warning(limit * 1000) + 999) / 1000);
	if (write(fd, text, (size_t)n) == n)
		take_times(c); /* that was us */
}

/*
 * Used since the last look: at the moment that its times tell, if they can be true. One that is in the
 * future or before that look was made by a clock that has been set.
 */
static void note_use(struct clock *c, uint64_t now)
{
	const struct timespec *last = c->read.tv_sec > c->written.tv_sec ? &c->read : &c->written;
	struct timespec real;
	int64_t ago;

	clock_gettime(CLOCK_REALTIME, &real);
	/* utimensat(2) lets the tenant set them to anything. */
	if (last->tv_sec > real.tv_sec || last->tv_sec < real.tv_sec - (int64_t)((now - c->looked) / 1000))
		ago = 0;
	else
		ago = ((int64_t)real.tv_sec - last->tv_sec) * 1000;
	c->active = now - (uint64_t)ago;
	c->warned_idle = false;
}

static bool is_idle(const struct policy *p, struct clock *c, uint64_t now)
{
	if (p->idle_timeout == VALUE_MAX || !c->terminal)
		return false;
	if (take_times(c))
		note_use(c, now);
	c->looked = now;
	if (now < due(p->idle_timeout, c->active, c->warned_idle) + GRAIN)
		return false;
	if (c->warned_idle)
		return true;
	c->warned_idle = true;
	warn(c, "nothing has happened in this session", p->idle_timeout);
	return false;
}

static bool is_old(const struct policy *p, struct clock *c, uint64_t now)
{
	if (p->max_lifetime == VALUE_MAX)
		return false;
	if (now < due(p->max_lifetime, c->started, c->warned_lifetime || !c->terminal))
		return false;
	if (c->warned_lifetime || !c->terminal)
		return true;
	c->warned_lifetime = true;
	warn(c, "this session has lasted as long as it may", p->max_lifetime);
	return false;
}

enum clock_verdict clock_look(const struct policy *p, struct clock *c, uint64_t now)
{
	if (!c->runs || now < clock_next(p, c))
		return CLOCK_NOTHING;
	if (c->ended) {
		c->ended = now;
		return CLOCK_KILL;
	}
	if (!is_old(p, c, now) && !is_idle(p, c, now))
		return CLOCK_NOTHING;
	c->ended = now;
	return CLOCK_END;
}
