/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a service that has ended is started again, and when. Pure.
 */
#include "restart.h"

#define FIRST_WAIT 100 /* milliseconds */
#define LONGEST_WAIT 60000
#define RAN_WELL 10000

static uint64_t wait_after(uint32_t row)
{
	const uint64_t wait = row > 10 ? LONGEST_WAIT : (uint64_t)FIRST_WAIT << (row - 1);

	return wait < LONGEST_WAIT ? wait : LONGEST_WAIT;
}

void restart_decide(struct service_state *s, const struct service *policy, int status, uint64_t ran,
	bool asked, uint64_t now)
{
	const uint64_t most = policy->restart & UINT32_MAX;
	const bool wanted = policy->restart & RESTART_ALWAYS ||
		(policy->restart & RESTART_ON_FAILURE && status);

	s->status = status;
	s->since = now;
	s->ended = s->row + 1;
	if (ran >= RAN_WELL)
		s->row = 0;
	if (asked || !wanted || (most && s->row >= most)) {
		s->row = 0;
		s->phase = asked || !status ? SERVICE_STOPPED : SERVICE_FAILED;
		return;
	}
	s->row++;
	s->restarts++;
	s->until = now + wait_after(s->row);
	s->phase = SERVICE_WAITING;
}
