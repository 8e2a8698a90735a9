/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup/knobs.c: what is written where, and what is refused. No cgroup is touched.
 */
#include "cgroup_test.h"

#include "cgroup/knobs.h"
#include "cgroup/make.h"
#include "cgroup/pools.h"
#include "policy/defaults.h"

/* What the policy says beside its defaults; the result is as cgroup_make()'s. */
static int make(const struct scratch *s, bool second, void (*change)(struct policy *p), struct err *e)
{
	struct cgroup_warnings w;
	struct policy p;
	struct cgroups c;
	int result;

	make_knobs(s, &c, second);
	assert_int_equal(policy_init(&p), 0);
	change(&p);
	result = cgroup_make(&c, "hostel", "alice", &p, &w, e);
	assert_true(result < 0 || !w.count || p.when_unavailable == UNAVAILABLE_WARN);
	policy_free(&p);
	return result < 0 ? -1 : (int)w.count;
}

static void plain(struct policy *p)
{
	p->memory_max = UINT64_C(512) << 20;
	p->pids_max = 8;
	p->cpu_max = 150;
}

static void nothing(struct policy *p)
{
	p->memory_max = p->pids_max = p->cpu_max = VALUE_MAX;
}

static void everything(struct policy *p)
{
	plain(p);
	p->memory_high = UINT64_C(256) << 20;
	p->memory_low = UINT64_C(64) << 20;
	p->memory_swap_max = 0;
	p->memory_oom_group = 1;
	p->cpu_weight = 250;
	p->io_weight = 50;
}

static void swap_and_weight(struct policy *p)
{
	plain(p);
	p->memory_swap_max = UINT64_C(128) << 20;
	p->cpu_weight = 250;
}

static void half_of_the_memory(struct policy *p)
{
	plain(p);
	p->memory_max = VALUE_PERCENT | 50;
}

static void with_warnings(struct policy *p)
{
	everything(p);
	p->when_unavailable = UNAVAILABLE_WARN;
}

static void test_values_of_v2(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(make(s, true, everything, &e), 0);
	assert_file(s, "memory.max", "536870912");
	assert_file(s, "memory.high", "268435456");
	assert_file(s, "memory.low", "67108864");
	assert_file(s, "memory.swap.max", "0");
	assert_file(s, "memory.oom.group", "1");
	assert_file(s, "pids.max", "8");
	assert_file(s, "cpu.max", "150000 100000");
	assert_file(s, "cpu.weight", "250");
	assert_file(s, "io.weight", "50");
	assert_file(s, "memory.limit_in_bytes", "");
	assert_file(s, "memory.kmem.tcp.limit_in_bytes", "");
	assert_file(s, "cpu.shares", "");
}

/* In a cgroup that is there already limits are taken back, too. */
static void test_values_of_v2_without_limits(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(make(s, true, nothing, &e), 0);
	assert_file(s, "memory.max", "max");
	assert_file(s, "memory.swap.max", "max");
	assert_file(s, "memory.low", ""); /* as the kernel's 0: nothing to take back */
	assert_file(s, "pids.max", "max");
	assert_file(s, "cpu.max", "max 100000");
	assert_file(s, "cpu.weight", "100");
}

/* Not all that the kernel has for sockets, however much memory the tenant may have. */
static void assert_sockets(const struct scratch *s, uint64_t memory_max)
{
	const uint64_t share = pools_sockets_share(memory_max, pools_sockets());
	char text[32];

	assert_true(share > 0 && share <= pools_sockets() / 4);
	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)share);
	assert_file(s, "memory.kmem.tcp.limit_in_bytes", text);
}

static void test_values_of_v1(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(make(s, false, swap_and_weight, &e), 0);
	assert_file(s, "memory.limit_in_bytes", "536870912");
	assert_sockets(s, UINT64_C(512) << 20);
	assert_file(s, "memory.memsw.limit_in_bytes", "671088640"); /* both together */
	assert_file(s, "pids.max", "8");
	assert_file(s, "cpu.cfs_quota_us", "150000");
	assert_file(s, "cpu.cfs_period_us", "100000");
	assert_file(s, "cpu.shares", "2560");
	assert_file(s, "memory.max", "");
}

static void a_small_share(struct policy *p)
{
	p->cpu_max = 5;
}

/* Of 5 ms in 100 nothing would be left when the tick of a processor has been overrun. */
static void test_a_small_share_of_a_processor(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(make(s, true, a_small_share, &e), 0);
	assert_file(s, "cpu.max", "40000 800000");
}

static void test_a_small_share_of_v1(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(make(s, false, a_small_share, &e), 0);
	assert_file(s, "cpu.cfs_period_us", "800000");
	assert_file(s, "cpu.cfs_quota_us", "40000");
}

static void test_values_of_v1_without_limits(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(make(s, false, nothing, &e), 0);
	assert_file(s, "memory.limit_in_bytes", "-1");
	assert_sockets(s, VALUE_MAX);
	assert_file(s, "memory.memsw.limit_in_bytes", "-1");
	assert_file(s, "pids.max", "max");
	assert_file(s, "cpu.cfs_quota_us", "-1");
	assert_file(s, "cpu.shares", "1024");
}

static void test_a_percentage(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	char expected[32];

	(void)snprintf(expected, sizeof(expected), "%lld",
		(long long)sysconf(_SC_PHYS_PAGES) * 50 / 100 * sysconf(_SC_PAGESIZE));
	assert_int_equal(make(s, true, half_of_the_memory, &e), 0);
	assert_file(s, "memory.max", expected);
}

/* What v1 has not is refused, naming the key, its value and why; or left out with a warning each. */
static void test_what_v1_has_not(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(make(s, false, everything, &e), -1);
	assert_int_equal(e.code, EOPNOTSUPP);
	assert_string_equal(e.message, "[resources] memory.high = 256M cannot be enforced on this host: "
				       "cgroup v1 has no such limit");
}

static void test_what_v1_has_not_with_warnings(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(make(s, false, with_warnings, &e), 4); /* high, low, oom.group, io.weight */
	assert_file(s, "memory.limit_in_bytes", "536870912");
	assert_file(s, "pids.max", "8");
}

static void test_a_file_that_is_missing(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_warnings w;
	struct err e = ERR_NONE;
	struct policy p;
	struct cgroups c;

	make_knobs(s, &c, true);
	assert_int_equal(unlinkat(s->fd, "hostel/alice/cpu.max", 0), 0);
	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &w, &e), -1);
	assert_int_equal(e.code, ENOENT);
	assert_string_equal(e.message, "[resources] cpu.max = 100% cannot be enforced on this host: "
				       "this kernel has no such limit");
	e = ERR_NONE;
	p.cpu_max = VALUE_MAX;
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &w, &e), 0);
	policy_free(&p);
}

/* Without the controller a limit by it is refused; without the limit it is not missed. */
static void test_a_controller_that_is_missing(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_warnings w;
	struct err e = ERR_NONE;
	struct policy p;
	struct cgroups c;

	make_knobs(s, &c, true);
	c.mounts[CGROUP_PIDS].found = false;
	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &w, &e), -1);
	assert_int_equal(e.code, ENODEV);
	assert_non_null(strstr(e.message, "pids.max = 128"));
	assert_non_null(strstr(e.message, "no cgroup controller pids is mounted"));
	p.pids_max = VALUE_MAX;
	e = ERR_NONE;
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &w, &e), 0);
	policy_free(&p);
}

static void test_what_is_needed(void **state)
{
	struct cgroups c = v1;
	struct policy p;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(cgroup_needed(&v2, &p), THREE);
	assert_int_equal(cgroup_needed(&c, &p), THREE | EXPECTED);
	p.cpuset_cpus.count = 1;
	assert_int_equal(cgroup_needed(&v2, &p), THREE | 1U << CGROUP_CPUSET);
	p.io_weight = 50;
	assert_int_equal(cgroup_needed(&c, &p), CGROUP_ALL);
	c.mounts[CGROUP_IO].found = false;
	assert_int_equal(cgroup_needed(&c, &p), THREE | EXPECTED);
	c.mounts[CGROUP_CPUACCT].found = false;
	assert_int_equal(cgroup_needed(&c, &p), THREE | 1U << CGROUP_CPUSET);
	policy_free(&p);
}

/* What changes of limits reach in a sandbox that was made under a policy. */
static void test_what_is_reached(void **state)
{
	struct cgroups c = v1;
	struct policy p;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(cgroup_asked(&p), THREE);
	assert_int_equal(cgroup_reached(&c, &p), THREE | EXPECTED);
	assert_int_equal(cgroup_reached(&v2, &p), CGROUP_ALL);
	p.cpuset_cpus.count = 1;
	assert_int_equal(cgroup_reached(&c, &p), THREE | EXPECTED);
	c.mounts[CGROUP_IO].found = false; /* whoever writes it says that it is not there */
	assert_int_equal(cgroup_reached(&c, &p), CGROUP_ALL);
	policy_free(&p);
	assert_int_equal(cgroup_of_field(FIELD_io_weight), 1U << CGROUP_IO);
	assert_int_equal(cgroup_of_field(FIELD_memory_max), 1U << CGROUP_MEMORY);
	assert_int_equal(cgroup_of_field(FIELD_disk), 0);
	assert_int_equal(cgroup_of_field(FIELD_shell), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_values_of_v2),
		TEST(test_values_of_v2_without_limits),
		TEST(test_values_of_v1),
		TEST(test_values_of_v1_without_limits),
		TEST(test_a_small_share_of_a_processor),
		TEST(test_a_small_share_of_v1),
		TEST(test_a_percentage),
		TEST(test_what_v1_has_not),
		TEST(test_what_v1_has_not_with_warnings),
		TEST(test_a_file_that_is_missing),
		TEST(test_a_controller_that_is_missing),
		cmocka_unit_test(test_what_is_needed),
		cmocka_unit_test(test_what_is_reached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
