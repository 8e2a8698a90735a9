/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much of processors and disks a process asks for: nice(2), sched(7), sched_setaffinity(2),
 * ioprio_set(2). Only what asks for less than a process does by itself.
 */
#ifndef HOSTEL_BASE_SCHEDULE_H
#define HOSTEL_BASE_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCHEDULE_CPUS 1024 /* glibc's and musl's cpu_set_t */

struct schedule {
	uint32_t nice;   /* 0 to 19 */
	uint32_t policy; /* SCHED_OTHER, SCHED_BATCH or SCHED_IDLE */
	uint32_t io;     /* of ioprio_set(2): idle, or best effort below the usual level; 0: the usual one */
	bool bound;      /* to `cpus`, all of the machine's perhaps */
	unsigned char cpus[SCHEDULE_CPUS / 8]; /* a bit for each, lowest first */
};

/* Those of the calling process. What asks for more, and what cannot be read, becomes 0 and SCHED_OTHER. */
void schedule_read(struct schedule *s);

/* false: not what schedule_read() would say. */
bool schedule_is_valid(const struct schedule *s);

/*
 * Make them the calling process's. Of the processors those that it may use already, and if these are none, or
 * all of them, they are left as they are. 0, or -1 with errno.
 */
int schedule_set(const struct schedule *s);

#endif
