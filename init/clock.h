/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [session] idle_timeout and max_lifetime: the clock of one session, or of one process started in it.
 */
#ifndef INIT_CLOCK_H
#define INIT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "policy/policy.h"

/* Times are CLOCK_MONOTONIC milliseconds: setting the host's clock ends nobody. */
struct clock {
	bool runs;
	uint64_t started;
	uint64_t active;  /* when its terminal was used last, as far as is known */
	uint64_t looked;
	uint64_t ended;   /* when CLOCK_END was said, 0: not yet */
	bool warned_idle, warned_lifetime;
	dev_t terminal;   /* 0: none */
	struct timespec read, written; /* of the terminal's inode when it was looked at */
};

enum clock_verdict {
	CLOCK_NOTHING,
	CLOCK_END, /* its time is over: said once */
	CLOCK_KILL /* [session] stop_timeout later it is still there: said once a stop_timeout */
};

uint64_t clock_now(void);

/* [session] stop_timeout, in milliseconds. */
uint64_t clock_grace(const struct policy *p);

/* Begin; `terminal` is the number of a pty of the sandbox's own devpts, or 0. */
void clock_start(struct clock *c, dev_t terminal);

/* When to look again, UINT64_MAX for never. */
uint64_t clock_next(const struct policy *p, const struct clock *c);

/* Look. A terminal is told before its end comes. */
enum clock_verdict clock_look(const struct policy *p, struct clock *c, uint64_t now);

#endif
