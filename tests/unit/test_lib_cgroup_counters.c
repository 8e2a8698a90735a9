/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup/counters.c: the files of either version, as kernels write them; what is missing is unknown.
 */
#include "cgroup_test.h"

#include "cgroup/counters.h"

static void put(const struct scratch *s, const char *file, const char *text)
{
	char path[80];

	(void)snprintf(path, sizeof(path), "hostel/alice/%s", file);
	make_text(s, path, text, 0644);
}

static void read_alice(const struct cgroups *c, struct cgroup_counters *counters)
{
	cgroup_counters_read(&(struct leaf){c, "hostel", "alice"}, counters);
}

static void test_v2(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_counters n;
	struct cgroups c;
	struct stat st;

	make_knobs(s, &c, true);
	put(s, "memory.events", "low 1\nhigh 2\nmax 3\noom 4\noom_kill 5\noom_group_kill 6\n");
	put(s, "pids.events", "max 7\n");
	put(s, "cpu.stat", "usage_usec 1234567\nuser_usec 1\nsystem_usec 2\nnr_periods 3\nnr_throttled 8\n"
		"throttled_usec 9\nnr_bursts 0\nburst_usec 0\n");
	put(s, "io.stat", "8:0 rbytes=100 wbytes=10 rios=3 wios=4 dbytes=0 dios=0\n"
		"253:1 rbytes=200 wbytes=20 rios=3 wios=4 dbytes=0 dios=0\n7:0 \n");
	put(s, "memory.current", "4096\n");
	put(s, "memory.peak", "8192\n");
	put(s, "memory.max", "max\n");
	put(s, "pids.current", "3\n");
	put(s, "pids.max", "64\n");
	put(s, "pids.peak", "17\n");
	put(s, "memory.swap.current", "100\n");
	put(s, "memory.swap.max", "max\n");
	put(s, "cpu.max", "50000 100000\n");
	put(s, "cpu.pressure", "some avg10=1.00 avg60=0.00 avg300=0.00 total=4711\n"
		"full avg10=0.00 avg60=0.00 avg300=0.00 total=5\n");
	put(s, "memory.pressure", "full avg10=0.00 total=5\n");
	read_alice(&c, &n);
	assert_int_equal(n.n[COUNTER_IO_READS], 6);
	assert_int_equal(n.n[COUNTER_IO_WRITES], 8);
	assert_int_equal(n.n[COUNTER_CPU_PRESSURE], 4711);
	assert_true(n.n[COUNTER_MEMORY_PRESSURE] == COUNTER_UNKNOWN); /* no line of "some" */
	assert_true(n.n[COUNTER_IO_PRESSURE] == COUNTER_UNKNOWN);
	assert_int_equal(n.pids_peak, 17);
	assert_int_equal(n.swap, 100);
	assert_true(n.swap_limit == COUNTER_UNLIMITED);
	assert_int_equal(n.cpu_limit, 500);
	assert_int_equal(n.n[COUNTER_OOM_KILLS], 5);
	assert_int_equal(n.n[COUNTER_MEMORY_MAX], 3);
	assert_int_equal(n.n[COUNTER_MEMORY_HIGH], 2);
	assert_int_equal(n.n[COUNTER_PIDS_MAX], 7);
	assert_int_equal(n.n[COUNTER_THROTTLED], 8);
	assert_int_equal(n.n[COUNTER_THROTTLED_USEC], 9);
	assert_int_equal(n.n[COUNTER_CPU_USEC], 1234567);
	assert_int_equal(n.n[COUNTER_IO_READ], 300);
	assert_int_equal(n.n[COUNTER_IO_WRITTEN], 30);
	assert_int_equal(n.memory, 4096);
	assert_int_equal(n.memory_peak, 8192);
	assert_true(n.memory_limit == COUNTER_UNLIMITED);
	assert_int_equal(n.pids, 3);
	assert_int_equal(n.pids_limit, 64);
	assert_int_equal(fstatat(s->fd, "hostel/alice", &st, 0), 0);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		assert_true(n.leaf[i] == st.st_ino);
}

static void test_one_by_one(void **state)
{
	const struct scratch *s = *state;
	const char *end = "/hostel/alice/memory.events";
	char path[512], small[8];
	struct cgroups c;

	make_knobs(s, &c, true);
	counter_file(&(struct leaf){&c, "hostel", "alice"}, COUNTER_OOM_KILLS, path, sizeof(path));
	assert_true(strlen(path) > strlen(end) && !strcmp(path + strlen(path) - strlen(end), end));
	counter_file(&(struct leaf){&c, "hostel", "alice"}, COUNTER_OOM_KILLS, small, sizeof(small));
	assert_string_equal(small, "");
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		c.mounts[i].v2 = false;
	counter_file(&(struct leaf){&c, "hostel", "alice"}, COUNTER_MEMORY_HIGH, path, sizeof(path));
	assert_string_equal(path, ""); /* v1 has none */
	c.mounts[CGROUP_PIDS].found = false;
	counter_file(&(struct leaf){&c, "hostel", "alice"}, COUNTER_PIDS_MAX, path, sizeof(path));
	assert_string_equal(path, "");
	assert_int_equal(counter_in("low 1\nmax 3\noom_kill 5\n", COUNTER_OOM_KILLS), 5);
	assert_int_equal(counter_in("nr_periods 3\nnr_throttled 8\n", COUNTER_THROTTLED), 8);
	assert_true(counter_in("", COUNTER_PIDS_MAX) == COUNTER_UNKNOWN);
}

static void test_v1(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_counters n;
	struct cgroups c;

	make_knobs(s, &c, false);
	put(s, "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
	put(s, "memory.failcnt", "3\n");
	put(s, "pids.events", "max 7\n");
	put(s, "cpu.stat", "nr_periods 3\nnr_throttled 8\nthrottled_time 9999\nwait_sum 5\n");
	put(s, "cpuacct.usage", "1234567890\n");
	put(s, "blkio.throttle.io_service_bytes", "8:0 Read 100\n8:0 Write 10\n8:0 Sync 110\n8:0 Async 0\n"
		"8:0 Discard 0\n8:0 Total 110\n253:1 Read 200\n253:1 Write 20\n253:1 Total 220\nTotal 330\n");
	put(s, "memory.usage_in_bytes", "4096\n");
	put(s, "memory.max_usage_in_bytes", "8192\n");
	put(s, "memory.limit_in_bytes", "9223372036854771712\n"); /* no limit */
	put(s, "pids.max", "max\n");
	put(s, "blkio.throttle.io_serviced", "8:0 Read 7\n8:0 Write 2\n8:0 Total 9\nTotal 9\n");
	put(s, "memory.memsw.usage_in_bytes", "5096\n");
	put(s, "memory.memsw.limit_in_bytes", "9223372036854771712\n");
	put(s, "cpu.cfs_quota_us", "25000\n");
	put(s, "cpu.cfs_period_us", "100000\n");
	read_alice(&c, &n);
	assert_int_equal(n.n[COUNTER_IO_READS], 7);
	assert_int_equal(n.n[COUNTER_IO_WRITES], 2);
	assert_true(n.n[COUNTER_CPU_PRESSURE] == COUNTER_UNKNOWN);
	assert_int_equal(n.swap, 1000);
	assert_true(n.swap_limit == COUNTER_UNLIMITED);
	assert_int_equal(n.cpu_limit, 250);
	put(s, "cpu.cfs_quota_us", "-1\n");
	put(s, "memory.memsw.limit_in_bytes", "8192\n");
	put(s, "memory.limit_in_bytes", "4096\n");
	read_alice(&c, &n);
	assert_true(n.cpu_limit == COUNTER_UNLIMITED);
	assert_int_equal(n.swap_limit, 4096);
	put(s, "memory.limit_in_bytes", "9223372036854771712\n");
	read_alice(&c, &n);
	assert_int_equal(n.n[COUNTER_OOM_KILLS], 5);
	assert_int_equal(n.n[COUNTER_MEMORY_MAX], 3);
	assert_true(n.n[COUNTER_MEMORY_HIGH] == COUNTER_UNKNOWN);
	assert_int_equal(n.n[COUNTER_PIDS_MAX], 7);
	assert_int_equal(n.n[COUNTER_THROTTLED], 8);
	assert_int_equal(n.n[COUNTER_THROTTLED_USEC], 9);
	assert_int_equal(n.n[COUNTER_CPU_USEC], 1234567);
	assert_int_equal(n.n[COUNTER_IO_READ], 300);
	assert_int_equal(n.n[COUNTER_IO_WRITTEN], 30);
	assert_int_equal(n.memory, 4096);
	assert_int_equal(n.memory_peak, 8192);
	assert_true(n.memory_limit == COUNTER_UNLIMITED);
	assert_true(n.pids_limit == COUNTER_UNLIMITED);
}

/* Another's words in front of a key, numbers that are none, a file that is empty. */
static void test_what_is_not_understood(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_counters n;
	struct cgroups c;

	make_knobs(s, &c, true);
	put(s, "memory.events", "group_oom_kill 4\noom_kill_more 3\noom_kill x\nmax -1\n"
		"high 99999999999999999999\n");
	put(s, "pids.events", "");
	put(s, "cpu.stat", "usage_usec 5"); /* cpu is not enabled: no nr_throttled */
	put(s, "io.stat", "rbytes=7\n8:0 rbytes=x wbytes=5\n");
	read_alice(&c, &n);
	assert_true(n.n[COUNTER_OOM_KILLS] == COUNTER_UNKNOWN);
	assert_true(n.n[COUNTER_MEMORY_MAX] == COUNTER_UNKNOWN);
	assert_true(n.n[COUNTER_MEMORY_HIGH] == COUNTER_UNKNOWN);
	assert_true(n.n[COUNTER_PIDS_MAX] == COUNTER_UNKNOWN);
	assert_true(n.n[COUNTER_THROTTLED] == COUNTER_UNKNOWN);
	assert_int_equal(n.n[COUNTER_CPU_USEC], 5);
	assert_int_equal(n.n[COUNTER_IO_READ], 0);
	assert_int_equal(n.n[COUNTER_IO_WRITTEN], 5);
}

static void test_what_is_missing(void **state)
{
	static const struct cgroups none;
	const struct scratch *s = *state;
	struct cgroup_counters n;
	struct cgroups c;

	make_knobs(s, &c, true);
	c.mounts[CGROUP_IO].found = false;
	put(s, "io.stat", "8:0 rbytes=1 wbytes=1\n");
	read_alice(&c, &n);
	assert_int_equal(n.leaf[CGROUP_IO], 0);
	for (size_t i = 0; i < COUNTERS; i++)
		assert_true(n.n[i] == COUNTER_UNKNOWN);
	cgroup_counters_read(&(struct leaf){&c, "hostel", "bob"}, &n);
	assert_int_equal(n.leaf[CGROUP_MEMORY], 0);
	assert_true(n.memory == COUNTER_UNKNOWN);
	read_alice(&none, &n);
	assert_true(n.pids == COUNTER_UNKNOWN);
}

static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNTERS; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(counter_name((enum counter)i), counter_name((enum counter)k));
	assert_string_equal(counter_name(COUNTER_OOM_KILLS), "oom_kills");
	assert_int_equal(counter_controller(COUNTER_IO_READ), CGROUP_IO);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_v2),
		TEST(test_one_by_one),
		TEST(test_v1),
		TEST(test_what_is_not_understood),
		TEST(test_what_is_missing),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
