/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often a tenant may log in: so many times in a period, and a wait that doubles for whoever does not
 * stop at that, from 100 ms as Docker's restarts have it.
 */
#ifndef HOSTEL_RATE_H
#define HOSTEL_RATE_H

#include <stdint.h>

#include "base/err.h"

/* Times are milliseconds of CLOCK_BOOTTIME. */
struct rate {
	uint64_t start;   /* of the period that is running */
	uint64_t until;   /* refused before this */
	uint32_t count;   /* logins in this period */
	uint32_t refused; /* in a row */
};

/* One more login at `now`, `limit` of them in `period` ms. Returns 0, or how many ms it has to wait. */
uint64_t rate_take(struct rate *r, uint32_t limit, uint64_t period, uint64_t now);

/*
 * The same with the state in the file `rate` of a tenant's directory, `rule` being a policy's value
 * (count << 32 | seconds). 0; or -1 with *e: EAGAIN and *wait in ms, or another error.
 */
int rate_login(int tenant, uint64_t rule, uint64_t *wait, struct err *e);

#endif
