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

/* A limit's counter: a file of the cgroup that has POLLPRI when it grows, or an eventfd(2) of cgroup v1. */
struct witnessed {
	int fd;        /* -1: nothing is heard of it here */
	uint64_t seen; /* the counter */
	uint64_t due;  /* CLOCK_MONOTONIC milliseconds at which it is heard again; 0: it is heard */
};

struct witnessing {
	int epoll, memory; /* memory: root's, -1 for none */
	uint64_t sequence;
	struct witnessed limits[WITNESS_LIMITS];
};

/* The descriptors as root has given them, of which some may be /dev/null; `sources`: data.u64 in `epoll`. */
void witness_begin(struct witnessing *w, int epoll, const uint64_t sources[WITNESS_LIMITS]);

/* The kernel has said something of a limit. */
void witness_event(struct witnessing *w, enum witness_limit limit, uint64_t now);

/* When to call witness_again(), 0 for never. */
uint64_t witness_due(const struct witnessing *w);
void witness_again(struct witnessing *w, const uint64_t sources[WITNESS_LIMITS], uint64_t now);

#endif
