/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nice(2), sched(7), sched_setaffinity(2), ioprio_set(2).
 */
#include "base/schedule.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's own calls: musl has no sched_setscheduler(). */
#define NICE_0 20 /* getpriority(2), NOTES: the kernel says 40 for -20 to 1 for 19 */

/* ioprio_set(2); not every system has its header. Newer kernels keep hints between class and level. */
#define IO_PROCESS 1
#define IO_CLASS(io) ((io) >> 13)
#define IO_LEVEL(io) ((io) & 7U)
#define IO_PARTS 0xe007U
#define IO_BEST_EFFORT 2
#define IO_IDLE 3
#define IO_NORMAL 4 /* the level of who has asked for none */

static bool asks_for_less(uint32_t policy)
{
	return policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE;
}

static bool asks_for_less_io(uint32_t io)
{
	if (io & ~IO_PARTS)
		return false;
	return !io || IO_CLASS(io) == IO_IDLE || (IO_CLASS(io) == IO_BEST_EFFORT && IO_LEVEL(io) > IO_NORMAL);
}

static uint32_t read_io(void)
{
	long seen = syscall(SYS_ioprio_get, IO_PROCESS, 0);
	uint32_t io = seen > 0 ? (uint32_t)seen & IO_PARTS : 0;

	return asks_for_less_io(io) ? io : 0;
}

/* The number of bytes, as the kernel says it; 0: it does not. */
static size_t read_cpus(unsigned char cpus[SCHEDULE_CPUS / 8])
{
	long size = syscall(SYS_sched_getaffinity, 0, SCHEDULE_CPUS / 8, cpus);

	if (size < 0)
		size = 0;
	memset(cpus + size, 0, SCHEDULE_CPUS / 8 - (size_t)size);
	return (size_t)size;
}

void schedule_read(struct schedule *s)
{
	long priority = syscall(SYS_getpriority, PRIO_PROCESS, 0);
	long policy = syscall(SYS_sched_getscheduler, 0);

	s->nice = priority > 0 && priority < NICE_0 ? (uint32_t)(NICE_0 - priority) : 0;
	s->policy = policy > 0 && asks_for_less((uint32_t)policy) ? (uint32_t)policy : SCHED_OTHER;
	s->io = read_io();
	s->bound = read_cpus(s->cpus) > 0;
}

bool schedule_is_valid(const struct schedule *s)
{
	return s->nice < NICE_0 && asks_for_less(s->policy) && asks_for_less_io(s->io);
}

static int bind_to(const unsigned char cpus[SCHEDULE_CPUS / 8])
{
	unsigned char now[SCHEDULE_CPUS / 8], both[SCHEDULE_CPUS / 8];
	bool any = false;

	if (!read_cpus(now))
		return 0;
	for (size_t i = 0; i < sizeof(both); i++) {
		both[i] = now[i] & cpus[i];
		any |= both[i];
	}
	if (!any || !memcmp(both, now, sizeof(both)))
		return 0;
	return syscall(SYS_sched_setaffinity, 0, sizeof(both), both) < 0 ? -1 : 0;
}

int schedule_set(const struct schedule *s)
{
	const struct sched_param none = {0};

	if (s->policy != SCHED_OTHER && syscall(SYS_sched_setscheduler, 0, s->policy, &none) < 0)
		return -1;
	if (setpriority(PRIO_PROCESS, 0, (int)s->nice) < 0)
		return -1;
	/* Not every kernel has it, and [seccomp] deny may name it: then it is the usual one. */
	if (s->io && syscall(SYS_ioprio_set, IO_PROCESS, 0, s->io) < 0 && errno != ENOSYS && errno != EPERM)
		return -1;
	return s->bound ? bind_to(s->cpus) : 0;
}
