/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a service that has ended is started again, and when.
 */
#ifndef CLI_SERVICE_RESTART_H
#define CLI_SERVICE_RESTART_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/policy.h"
#include "state.h"

/*
 * Note in *s that it ended with this status (waitpid(2)) after so many milliseconds of running, at `now`. The
 * phase becomes STOPPED (it was asked to end, or ended well and need not run for ever), WAITING with `until`
 * and the counts, or FAILED. As Docker's restart policies: the wait doubles from 100 ms up to a minute, and
 * begins anew behind ten seconds of running. `on-failure:10` counts failures without such ten seconds.
 */
void restart_decide(struct service_state *s, const struct service *policy, int status, uint64_t ran,
	bool asked, uint64_t now);

#endif
