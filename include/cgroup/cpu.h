/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpu.max as the kernel wants it.
 */
#ifndef HOSTEL_CGROUP_CPU_H
#define HOSTEL_CGROUP_CPU_H

#include <stdint.h>

/* cpu.max = a percentage of one processor, or VALUE_MAX, in microseconds. */
struct cgroup_cpu {
	uint64_t quota, period;
};
struct cgroup_cpu cgroup_cpu(uint64_t percent);

#endif
