/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often a tenant may log in.
 */
#include "host/rate.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "host/state.h"

#define FIRST_WAIT 100 /* ms */
#define LOCK_SECONDS 2

static uint64_t back_off(uint32_t refused, uint64_t period)
{
	uint64_t wait = refused > 30 ? period : (uint64_t)FIRST_WAIT << (refused - 1);

	return wait < period ? wait : period;
}

uint64_t rate_take(struct rate *r, uint32_t limit, uint64_t period, uint64_t now)
{
	/* A clock that went back, or another's bytes: begin anew. */
	if (r->start > now || r->until > now + period || now - r->start >= period) {
		if (r->until <= now || r->until > now + period)
			*r = (struct rate){.start = now};
	}
	if (now >= r->until && r->count < limit) {
		r->count++;
		r->refused = 0;
		return 0;
	}
	r->refused += r->refused < UINT32_MAX;
	r->until = now + back_off(r->refused, period);
	return r->until - now;
}

int rate_login(int tenant, uint64_t rule, uint64_t *wait, struct err *e)
{
	int AUTO_CLOSE file = state_lock(tenant, "rate", LOCK_SECONDS, e);
	struct rate r = {0};
	ssize_t n;

	if (file < 0)
		return -1;
	n = pread(file, &r, sizeof(r), 0);
	if (n != 0 && n != (ssize_t)sizeof(r))
		r = (struct rate){0};
	*wait = rate_take(&r, (uint32_t)(rule >> 32), (rule & UINT32_MAX) * 1000,
		now_milliseconds(CLOCK_BOOTTIME));
	if (pwrite(file, &r, sizeof(r), 0) != (ssize_t)sizeof(r))
		return err_set(e, errno, "write the login rate");
	return *wait ? err_rule(e, EAGAIN, "login_rate is used up, refused %u times in a row", r.refused)
		     : 0;
}
