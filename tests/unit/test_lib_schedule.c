/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/base/schedule.c: what asks for less is read and set, what asks for more is not. In children: it does
 * not come back.
 */
#include "lib_test.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/schedule.h"

static int nice_and_policy(void)
{
	const struct sched_param none = {0};
	struct schedule s, plain = {0};

	if (setpriority(PRIO_PROCESS, 0, 7) < 0 || sched_setscheduler(0, SCHED_BATCH, &none) < 0)
		return 1;
	schedule_read(&s);
	if (s.nice != 7 || s.policy != SCHED_BATCH || !schedule_is_valid(&s))
		return 2;
	if (schedule_set(&plain) < 0) /* as root it may */
		return 3;
	s.nice = 9;
	s.policy = SCHED_IDLE;
	if (schedule_set(&s) < 0 || getpriority(PRIO_PROCESS, 0) != 9 || sched_getscheduler(0) != SCHED_IDLE)
		return 4;
	return 0;
}

static int asks_for_more(void)
{
	struct schedule s;

	if (setpriority(PRIO_PROCESS, 0, -5) < 0)
		return 0; /* not allowed here */
	schedule_read(&s);
	return s.nice != 0;
}

static int processors(void)
{
	struct schedule s;
	cpu_set_t one, seen;

	if (sched_getaffinity(0, sizeof(seen), &seen) < 0)
		return 1;
	if (CPU_COUNT(&seen) < 2)
		return 0; /* nothing to narrow */
	schedule_read(&s);
	CPU_ZERO(&one);
	for (int i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &seen) && !CPU_COUNT(&one))
			CPU_SET(i, &one);
	if (sched_setaffinity(0, sizeof(one), &one) < 0)
		return 2;
	schedule_read(&s);
	if (!s.bound || sched_setaffinity(0, sizeof(seen), &seen) < 0 || schedule_set(&s) < 0)
		return 3;
	return sched_getaffinity(0, sizeof(seen), &seen) < 0 || !CPU_EQUAL(&seen, &one) ? 4 : 0;
}

/* The class of a process, 1 real time, 2 best effort, 3 idle, and its level: as it is read, and set. */
static int disk(unsigned class, unsigned level, uint32_t expected)
{
	struct schedule s;

	if (syscall(SYS_ioprio_set, 1, 0, class << 13 | level) < 0)
		return errno == ENOSYS || errno == EPERM ? 0 : 1;
	schedule_read(&s);
	if (s.io != expected || !schedule_is_valid(&s))
		return 2;
	if (syscall(SYS_ioprio_set, 1, 0, 0) < 0 || schedule_set(&s) < 0)
		return 3;
	schedule_read(&s);
	return s.io == expected ? 0 : 4;
}

static int disk_idle(void)
{
	return disk(3, 7, 3 << 13 | 7);
}

static int disk_lower(void)
{
	return disk(2, 5, 2 << 13 | 5);
}

static int disk_usual(void)
{
	return disk(2, 4, 0);
}

static int disk_raised(void)
{
	return disk(2, 0, 0);
}

static int disk_real_time(void)
{
	return disk(1, 4, 0);
}

static void test_disks(void **state)
{
	static const uint32_t not_less[] = {1 << 13 | 4, 2 << 13, 2 << 13 | 4, 7, 4 << 13, 3 << 13 | 8,
		UINT32_MAX};

	(void)state;
	assert_int_equal(status_in_child(disk_idle), 0);
	assert_int_equal(status_in_child(disk_lower), 0);
	assert_int_equal(status_in_child(disk_usual), 0);
	assert_int_equal(status_in_child(disk_raised), 0);
	assert_int_equal(status_in_child(disk_real_time), 0);
	for (size_t i = 0; i < sizeof(not_less) / sizeof(not_less[0]); i++)
		assert_false(schedule_is_valid(&(struct schedule){.io = not_less[i]}));
}

/* Processors that are not there, as a smaller cpuset has them. */
static int none_of_them(void)
{
	struct schedule s = {.bound = true};

	s.cpus[sizeof(s.cpus) - 1] = 0x80;
	return schedule_set(&s) < 0;
}

static void test_schedules(void **state)
{
	struct schedule s = {.nice = 20};

	(void)state;
	assert_int_equal(status_in_child(nice_and_policy), 0);
	assert_int_equal(status_in_child(asks_for_more), 0);
	assert_int_equal(status_in_child(processors), 0);
	assert_int_equal(status_in_child(none_of_them), 0);
	assert_false(schedule_is_valid(&s));
	s = (struct schedule){.policy = SCHED_FIFO};
	assert_false(schedule_is_valid(&s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_schedules), cmocka_unit_test(test_disks)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
