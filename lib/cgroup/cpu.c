/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A share of a processor as the kernel has it: so much time in each period.
 */
#include "cgroup/cpu.h"
#include "cgroup/find.h"

/* Microseconds. The kernel's default, and its longest: kernel/sched/core.c, max_bw_quota_period_us. */
#define PERIOD 100000
#define PERIOD_MAX 1000000
#define QUOTA_LEAST 25000

/*
 * Of a small share a longer period: processes overrun their time by a tick of the clock on each processor,
 * and that is taken from the next period. Of 5 ms nothing may be left then, not even for PID 1.
 */
struct cgroup_cpu cgroup_cpu(uint64_t percent)
{
	struct cgroup_cpu cpu = {.quota = VALUE_MAX, .period = PERIOD};

	if (percent == VALUE_MAX)
		return cpu;
	while (cpu.period * percent / 100 < QUOTA_LEAST && cpu.period * 2 <= PERIOD_MAX)
		cpu.period *= 2;
	cpu.quota = cpu.period / 100 * percent;
	return cpu;
}
