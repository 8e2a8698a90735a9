/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What ran when a limit was hit: PID 1 hears of it from the kernel, and writes the tenant's largest processes
 * where root finds them (talk/witness.h). It tells nobody; who wants to know looks.
 */
#ifndef INIT_WITNESS_H
#define INIT_WITNESS_H

#include <stdint.h>

#include "talk/witness.h"

#define WITNESS_MILLISECONDS 10000 /* from one record of a limit to the next */

/* A limit's counter, a file of the cgroup. */
struct witnessed {
	int fd;         /* -1: there is none */
	int event;      /* the same, with POLLPRI when it grows, or an eventfd(2); -1: nothing is heard */
	uint64_t seen;  /* the counter */
	uint64_t due;   /* CLOCK_MONOTONIC milliseconds at which it is heard again; 0: it is heard */
	uint64_t check; /* and at which it is looked at, 0: not */
	uint64_t until; /* checked until then */
};

struct witnessing {
	int epoll, memory; /* memory: root's, -1 for none */
	uint64_t sequence;
	uint64_t looked;   /* CLOCK_MONOTONIC milliseconds */
	struct witnessed limits[WITNESS_LIMITS];
	struct witness before; /* the tenant's largest when memory was short, should somebody be killed */
	uint64_t before_at;    /* CLOCK_MONOTONIC milliseconds */
};

/* The descriptors as root has given them, of which some may be /dev/null; `sources`: data.u64 in `epoll`. */
void witness_begin(struct witnessing *w, int epoll, const uint64_t sources[WITNESS_LIMITS]);

/* The kernel has said something of a limit. */
void witness_event(struct witnessing *w, enum witness_limit limit, uint64_t now);

/* PID 1 is awake: is there anything that the kernel does not say by itself, or that is to be heard again? */
void witness_look(struct witnessing *w, const uint64_t sources[WITNESS_LIMITS], uint64_t now);

/* When it shall be awake, 0 for never. */
uint64_t witness_due(const struct witnessing *w);

#endif
