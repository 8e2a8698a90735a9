/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HOSTEL_HISTORY/NAME.UID.ran: the last records of what ran when a tenant ran into a limit, taken over from
 * the memory that PID 1 writes them to (talk/witness.h) by whoever comes by, and at the end of a session.
 */
#ifndef HOSTEL_EVENTS_WITNESS_H
#define HOSTEL_EVENTS_WITNESS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "talk/witness.h"

#define RAN_RECORDS 64
#define RAN_SIZE 576 /* of one in the file */

struct ran {
	uint64_t origin;  /* which sandbox */
	uint64_t seen;    /* CLOCK_REALTIME milliseconds at which root took it over */
	struct witness is; /* its time is not later than that */
};

/* Exactly RAN_SIZE bytes. False: there is no record. */
void ran_encode(const struct ran *ran, unsigned char *bytes);
bool ran_decode(struct ran *ran, const unsigned char *bytes);

/*
 * The memory of a sandbox whose hostel-init is this process, which outlives it: a descriptor. -1 if it has
 * none, has ended, or holds something else there. No file of anybody's is opened: pidfd_getfd(2). The caller
 * knows that it lives.
 */
int witness_open(int32_t pid);

/* What is in it: bytes[WITNESS_MEMORY]. */
bool witness_copy(int fd, unsigned char *bytes);

/* Both, of a process that began then, or it is another one by now. */
bool witness_fetch(int32_t pid, uint64_t start, unsigned char *bytes);

/*
 * Take over what is new in such memory, if anything is; the lock of history.h is taken for it, for a second.
 * `origin`: any number that is another one for another sandbox. 0, or -1 with *e.
 */
int witness_keep(const char *name, uint32_t uid, uint64_t origin, const unsigned char *bytes, struct err *e);

/* All of a tenant's, by time; with the lock shared. How many in ran[RAN_RECORDS]; none is no error. */
size_t witness_read(int dir, const char *name, uint32_t uid, struct ran *ran);

#endif
