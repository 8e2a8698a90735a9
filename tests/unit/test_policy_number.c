/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/kind: digits.c, number.c, cpu.c, rate.c, linger.c: numbers, sizes, times, shares and words.
 */
#include "policy_test.h"

#define OK(field, text, printed)                                                                   \
	{                                                                                          \
		FIELD_##field, text, printed, NULL                                                 \
	}
#define NO(field, text, message)                                                                   \
	{                                                                                          \
		FIELD_##field, text, NULL, message                                                 \
	}

static void test_counts(void **state)
{
	static const struct value_case cases[] = {
		OK(max_sessions, "1", "1"),
		OK(max_sessions, "1000", "1000"),
		OK(pids_max, "max", "max"),
		OK(pids_max, "8", "8"),
		OK(pids_max, "4194304", "4194304"),
		NO(max_sessions, "0", "too small: from 1 to 1000"),
		NO(max_sessions, "1001", "too large: from 1 to 1000"),
		NO(max_sessions, "max", "this has no \"no limit\": write a number"),
		NO(max_sessions, "", "a number is missing"),
		NO(max_sessions, "010", "a number has no leading zeros here"),
		NO(max_sessions, "+1", "a number has no sign here"),
		NO(max_sessions, "1x", "\"x\" behind the number: a count has no unit"),
		NO(max_sessions, "1 ", "\" \" behind the number: a count has no unit"),
		NO(max_sessions, " 1", "this is not a number"),
		NO(max_sessions, "0x10", "\"x10\" behind the number: a count has no unit"),
		NO(max_sessions, "1e3", "\"e3\" behind the number: a count has no unit"),
		NO(pids_max, "7", "too small: from 8 to 4194304 or max"),
		NO(pids_max, "-1", "write max for \"no limit\""),
		NO(pids_max, "unlimited", "write max for \"no limit\""),
		NO(pids_max, "MAX", "write max for \"no limit\""),
		NO(pids_max, "18446744073709551614", "too large: from 8 to 4194304 or max"),
		NO(pids_max, "18446744073709551615", "this number is too large"),
		NO(pids_max, "18446744073709551616", "this number is too large"),
		NO(pids_max, "99999999999999999999999", "this number is too large"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_sizes(void **state)
{
	static const struct value_case cases[] = {
		OK(memory_max, "512M", "512M"),
		OK(memory_max, "1024M", "1G"),
		OK(memory_max, "16777216B", "16M"),
		OK(memory_max, "16777217B", "16777217B"),
		OK(memory_max, "max", "max"),
		OK(memory_max, "1024T", "1024T"),
		OK(tmp_size, "1M", "1M"),
		NO(memory_max, "512", "a size needs a unit: 512M, 2G or max"),
		NO(tmp_size, "512", "a size needs a unit: 512M, 2G"),
		NO(memory_max, "0", "a size needs a unit: 512M, 2G or max"),
		NO(memory_max, "15M", "too small: from 16M to 1024T or max"),
		NO(memory_max, "2048B", "too small: from 16M to 1024T or max"),
		NO(memory_max, "1025T", "too large: from 16M to 1024T or max"),
		OK(memory_max, "50%", "50%"),
		OK(memory_max, "100%", "100%"),
		NO(memory_max, "0%", "of the host's memory, from 1% to 100%"),
		NO(memory_max, "101%", "of the host's memory, from 1% to 100%"),
		NO(memory_max, "1.5%", "whole percents only, such as 10%"),
		NO(memory_max, "%", "this is not a number"),
		NO(tmp_size, "50%", "a size is no percentage here: write 512M, 2G"),
		NO(memory_max, "512m", "unknown unit \"m\": did you mean 512M?"),
		NO(memory_max, "10GB", "unknown unit \"GB\": did you mean 10G?"),
		NO(memory_max, "10GiB", "unknown unit \"GiB\": did you mean 10G?"),
		NO(memory_max, "10 G",
			"unknown unit \" G\" (there are B, K, M, G and T): write 512M, 2G or max"),
		NO(memory_max, "10P",
			"unknown unit \"P\" (there are B, K, M, G and T): write 512M, 2G or max"),
		NO(memory_max, "1.5G", "whole numbers only: 512M, 2G or max"),
		NO(memory_max, "512MM", "unknown unit \"MM\": did you mean 512M?"),
		NO(memory_max, "M", "this is not a number"),
		NO(memory_max, "0512M", "a number has no leading zeros here"),
		NO(memory_max, "-512M", "a number has no sign here"),
		NO(memory_max, "16777216T", "this number is too large"),
		NO(memory_max, "infinity", "write max for \"no limit\""),
		NO(tmp_size, "max", "this has no \"no limit\": write a number"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_times(void **state)
{
	static const struct value_case cases[] = {
		OK(timeout, "1s", "1s"),
		OK(timeout, "60s", "1m"),
		OK(timeout, "2m", "2m"),
		OK(timeout, "90s", "90s"),
		NO(timeout, "10", "a time needs a unit: 30s, 10m, 2h, 1d"),
		NO(timeout, "0s", "too small: from 1s to 2m"),
		NO(timeout, "121s", "too large: from 1s to 2m"),
		NO(timeout, "10min", "unknown unit \"min\": did you mean 10m?"),
		NO(timeout, "10S", "unknown unit \"S\": did you mean 10s?"),
		NO(timeout, "10us",
			"unknown unit \"us\" (there are s, m, h and d): write 30s, 10m, 2h, 1d"),
		NO(timeout, "max", "this has no \"no limit\": write a number"),
		OK(linger, "no", "no"),
		OK(linger, "yes", "yes"),
		OK(linger, "2h", "2h"),
		OK(linger, "365d", "365d"),
		NO(linger, "366d", "too large: from 1s to 365d"),
		NO(linger, "0s", "too small: from 1s to 365d"),
		NO(linger, "2", "a time needs a unit: 30s, 10m, 2h, 1d"),
		NO(linger, "true", "write no, yes or a time such as 2h"),
		NO(linger, "", "write no, yes or a time such as 2h"),
		NO(linger, "-2h", "write no, yes or a time such as 2h"),
		NO(linger, "213503982334602d", "this number is too large"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_processor_shares(void **state)
{
	static const char help[] = "write a percentage of one processor such as 150%, "
				   "QUOTA PERIOD such as 50000 100000, or max";
	static const struct value_case cases[] = {
		OK(cpu_max, "150%", "150%"),
		OK(cpu_max, "1%", "1%"),
		OK(cpu_max, "100000%", "100000%"),
		OK(cpu_max, "max", "max"),
		OK(cpu_max, "max 100000", "max"),
		OK(cpu_max, "50000 100000", "50%"),
		OK(cpu_max, "50001 100000", "51%"),
		OK(cpu_max, "1000 1000000", "1%"),
		OK(cpu_max, "200000 100000", "200%"),
		NO(cpu_max, "0%", "too small: from 1% to 100000%, or max"),
		NO(cpu_max, "100001%", "too large: from 1% to 100000%, or max"),
		NO(cpu_max, "50", help),
		NO(cpu_max, "50%%", help),
		NO(cpu_max, "50 %", "this is not a number"),
		NO(cpu_max, "1.5", help),
		NO(cpu_max, "", "a number is missing"),
		NO(cpu_max, "-1", "write max for \"no limit\""),
		NO(cpu_max, "999 100000", "the quota is at least 1000 microseconds"),
		NO(cpu_max, "50000 999", "the period is from 1000 to 1000000 microseconds"),
		NO(cpu_max, "50000 1000001", "the period is from 1000 to 1000000 microseconds"),
		NO(cpu_max, "50000 ", "a number is missing"),
		NO(cpu_max, "50000 100000 1", "nothing may stand behind QUOTA PERIOD"),
		NO(cpu_max, "50000  100000", "this is not a number"),
		NO(cpu_max, "max 10", "the period is from 1000 to 1000000 microseconds"),
		NO(cpu_max, "max ", "a number is missing"),
		NO(cpu_max, "18446744073709551614 1000", "this number is too large"),
		NO(cpu_max, "184467440737095516 1000", "this number is too large"),
		NO(cpu_max, "1000000000000 1000", "too large: from 1% to 100000%, or max"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_rates_and_sets(void **state)
{
	static const struct value_case cases[] = {
		OK(login_rate, "10/1m", "10/1m"),
		OK(login_rate, "100000/86400s", "100000/1d"),
		OK(login_rate, "max", "max"),
		NO(login_rate, "10", "write a count and a time such as 10/1m, or max"),
		NO(login_rate, "10/", "a number is missing"),
		NO(login_rate, "10/60", "a time needs a unit: 30s, 10m, 2h, 1d"),
		NO(login_rate, "0/1m", "too small: from 1 to 100000"),
		NO(login_rate, "10/0s", "the time is from 1s to 1d"),
		NO(login_rate, "10/2d", "too large: up to 100000 in 1d"),
		NO(login_rate, "unlimited", "write max for \"no limit\""),
		OK(cpuset_cpus, "0", "0"),
		OK(cpuset_cpus, "0-3, 6,8-8191", "0-3,6,8-8191"),
		OK(cpuset_cpus, "", ""),
		NO(cpuset_cpus, "8192", "there is no number above 8191 here"),
		NO(cpuset_cpus, "0-", "a number is missing"),
		NO(cpuset_cpus, "3-1", "a range goes from the lower to the higher number"),
		NO(cpuset_cpus, "1x", "write numbers and ranges such as 0-3,6"),
		OK(io_max, "/dev/vda rbps=50M wiops=500", "/dev/vda rbps=50M wiops=500"),
		OK(io_max, "* wbps=1G, /dev/sda riops=max rbps=64K", "* wbps=1G, /dev/sda rbps=64K"),
		NO(io_max, "/dev/vda", "write a device and its rates: /dev/vda rbps=50M wiops=500"),
		NO(io_max, "vda rbps=1M", "a device is a path below /dev, or * for every disk"),
		NO(io_max, "/dev/vda rbps=1", "a size needs a unit: 512M, 2G"),
		NO(io_max, "/dev/vda rbps=1K", "rbps is at least 64K"),
		NO(io_max, "/dev/vda wiops=5", "wiops is at least 10"),
		NO(io_max, "/dev/vda wiops=5M", "wiops is a count of operations a second, without a unit"),
		NO(io_max, "/dev/vda rbps=1M rbps=2M", "rbps stands here twice"),
		NO(io_max, "/dev/vda speed=1M",
			"\"speed\": behind the device stand rbps=, wbps=, riops= or wiops="),
		NO(io_max, "* rbps=1M, * wbps=1M", "* stands here twice"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_words(void **state)
{
	static const char modes[] = "must be none, loopback, nat, pasta or host";
	static const struct value_case cases[] = {
		OK(suspended, "yes", "yes"),
		OK(suspended, "true", "yes"),
		OK(suspended, "on", "yes"),
		OK(suspended, "no", "no"),
		OK(suspended, "false", "no"),
		OK(suspended, "off", "no"),
		NO(suspended, "Yes", "write it in lower case: yes"),
		NO(suspended, "1", "write yes or no"),
		NO(suspended, "y", "write yes or no"),
		NO(suspended, "", "write yes or no"),
		NO(suspended, "yes ", "write yes or no"),
		OK(network, "none", "none"),
		OK(network, "loopback", "loopback"),
		OK(network, "nat", "nat"),
		OK(network, "pasta", "pasta"),
		OK(network, "host", "host"),
		OK(home, "tmpfs", "tmpfs"),
		OK(seccomp, "unconfined", "unconfined"),
		NO(network, "loopbak", "must be none, loopback, nat, pasta or host; did you mean loopback?"),
		NO(network, "Host", "must be none, loopback, nat, pasta or host; did you mean host?"),
		NO(network, "bridge", modes),
		NO(network, "", modes),
		NO(home, "readonly",
			"must be read_write, read_only or tmpfs; did you mean read_only?"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

/* What a decoder must refuse. */
static void test_numbers_out_of_range(void **state)
{
	static const struct {
		enum field_id field;
		uint64_t number;
		bool good;
	} cases[] = {
		{FIELD_landlock, 0, true},
		{FIELD_landlock, 1, true},
		{FIELD_landlock, 2, false},
		{FIELD_landlock, VALUE_MAX, false},
		{FIELD_home, HOME_TMPFS, true},
		{FIELD_home, HOME_TMPFS + 1, false},
		{FIELD_home, VALUE_MAX, false},
		{FIELD_network, NETWORK_HOST, true},
		{FIELD_network, NETWORK_HOST + 1, false},
		{FIELD_max_sessions, 0, false},
		{FIELD_max_sessions, VALUE_MAX, false},
		{FIELD_pids_max, VALUE_MAX, true},
		{FIELD_pids_max, 7, false},
		{FIELD_memory_max, VALUE_MAX, true},
		{FIELD_memory_max, 16777215, false},
		{FIELD_memory_max, VALUE_MAX - 1, false},
		{FIELD_tmp_size, VALUE_MAX, false},
		{FIELD_cpu_max, 0, false},
		{FIELD_cpu_max, VALUE_MAX, true},
		{FIELD_linger, LINGER_NO, true},
		{FIELD_linger, LINGER_YES, true},
		{FIELD_linger, 31536001, false},
		{FIELD_keep, 0, true},
		{FIELD_keep, POLICY_KEEP_NET_RAW | POLICY_KEEP_NET_BIND_SERVICE, true},
		{FIELD_keep, UINT64_C(1) << 21, false},
		{FIELD_keep, UINT64_C(1) << 63, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct field *f = &policy_fields[cases[i].field];
		int error = kind_of(f)->check(f, &cases[i].number, NULL);

		if (error != (cases[i].good ? 0 : EINVAL))
			fail_msg("case %zu: %s gives %d", i, f->info.key, error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_processor_shares),
		cmocka_unit_test(test_rates_and_sets),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_numbers_out_of_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
