/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup/pools.c: percentages of this host's memory, and a tenant's part of what sockets may hold.
 */
#include "lib_test.h"

#include "cgroup/pools.h"
#include "policy/policy.h"

#define GIB (UINT64_C(1) << 30)

static void test_bytes(void **state)
{
	const uint64_t all = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);

	(void)state;
	assert_int_equal(pools_memory(0), 0);
	assert_int_equal(pools_memory(GIB), GIB);
	assert_int_equal(pools_memory(VALUE_MAX), VALUE_MAX);
	assert_int_equal(pools_memory(VALUE_PERCENT | 100), all);
	assert_true(pools_memory(VALUE_PERCENT | 50) <= all / 2);
}

static void test_pool(void **state)
{
	static const char udp[] = "575799\t767732\t1151598", tcp[] = "287898\t383866\t575796";

	(void)state;
	/* As Linux 6.18 has them with 24 GiB, and each of the two made small. */
	assert_int_equal(pools_sockets_of(udp, tcp, 24 * GIB, 4096), UINT64_C(383866) * 4096);
	assert_int_equal(pools_sockets_of("100\t200\t300", tcp, 24 * GIB, 4096), 409600);
	assert_int_equal(pools_sockets_of(udp, "10\t20\t30", 24 * GIB, 16384), 327680);
}

/* In the network namespace of a container there are no such files. */
static void test_pool_unknown(void **state)
{
	static const char *const unknown[] = {"", "x", "1\t2\t3"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		assert_int_equal(pools_sockets_of(unknown[i], "", 2 * GIB, 4096), 2 * GIB / 16);
	assert_int_equal(pools_sockets_of("1\t2\t3", "4", 2 * GIB, 4096), 2 * GIB / 16);
	assert_int_equal(pools_sockets_of("", "1\t2\t3", 2 * GIB, 4096), 2 * GIB / 16);
}

static void test_share(void **state)
{
	(void)state;
	assert_int_equal(pools_sockets_share(GIB, 8 * GIB), GIB);
	assert_int_equal(pools_sockets_share(GIB, 2 * GIB), GIB / 2);
	assert_int_equal(pools_sockets_share(VALUE_MAX, 2 * GIB), GIB / 2);
	assert_int_equal(pools_sockets_share(VALUE_MAX, 0), 0);
}

static void test_pool_wanted(void **state)
{
	(void)state;
	assert_int_equal(pools_sockets_wanted(2 * GIB, GIB / 2, 100 * GIB), 0);
	assert_int_equal(pools_sockets_wanted(2 * GIB, GIB, 100 * GIB), 4 * GIB);
	assert_int_equal(pools_sockets_wanted(2 * GIB, GIB, GIB), 0); /* he is alone */
	assert_int_equal(pools_sockets_wanted(2 * GIB, 3 * GIB, 3 * GIB), 3 * GIB);
	assert_int_equal(pools_sockets_wanted(2 * GIB, 0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_pool),
		cmocka_unit_test(test_pool_unknown),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_pool_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
