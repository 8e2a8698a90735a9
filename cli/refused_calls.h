/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refused system calls: the kernel's records of [seccomp] log = yes, as far as they can be read.
 */
#ifndef CLI_REFUSED_CALLS_H
#define CLI_REFUSED_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "host/record.h"

struct refused_call {
	uint64_t sequence; /* of the kernel's log */
	uint64_t time;     /* seconds since the epoch */
	uint32_t uid, arch, number;
	uint64_t count;
	char program[128];
};

/* /dev/kmsg, from its beginning; -1 where it cannot be read. */
int refused_calls_open(void);

/*
 * Read what is new there since any command did, and count it for the tenants that have state below
 * `state`. Doesn't wait. *lost: messages, of whatever kind, that the kernel says it did not print meanwhile.
 * 0 or -1 with *e.
 */
int refused_calls_collect(int state, int kmsg, uint64_t *lost, struct err *e);

/* Has one of the tenant's sandboxes log = yes? `otherwise` if none is known. */
bool refused_calls_logged(int tenant, bool otherwise);

/* One record of /dev/kmsg. False if it is none of a call that a sandbox's filter may have refused. */
bool refused_call_parse(const char *record, struct refused_call *call);

/* How many messages this one says are missing, 0 if none; *sequence is its number in the kernel's log. */
uint64_t lost_records_parse(const char *record, uint64_t *sequence);

#endif
