/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/kind/limit.c and caps.c: ulimits and capabilities.
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

static void test_limits(void **state)
{
	static const struct value_case cases[] = {
		OK(ulimit_nofile, "1024:4096", "1024:4096"),
		OK(ulimit_nofile, "1024", "1024"),
		OK(ulimit_nofile, "1024:1024", "1024"),
		OK(ulimit_nofile, "1024:max", "1024:max"),
		OK(ulimit_nofile, "max", "max"),
		OK(ulimit_stack, "8M:max", "8M:max"),
		OK(ulimit_core, "0", "0"),
		OK(ulimit_core, "0:1G", "0:1G"),
		OK(ulimit_core, "0M", "0"),
		OK(ulimit_cpu, "12", "12s"),
		OK(ulimit_cpu, "12s", "12s"),
		OK(ulimit_cpu, "2m:1h", "2m:1h"),
		OK(ulimit_rttime, "500us:2s", "500us:2s"),
		OK(ulimit_rttime, "1000us", "1ms"),
		OK(ulimit_nice, "40", "40"),
		OK(ulimit_rtprio, "0:99", "0:99"),
		OK(ulimit_sigpending, "0", "0"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_bad_limits(void **state)
{
	static const struct value_case cases[] = {
		NO(ulimit_nofile, "4096:1024",
			"the soft limit is above the hard one: write soft:hard"),
		NO(ulimit_nofile, "max:1024",
			"the soft limit is above the hard one: write soft:hard"),
		NO(ulimit_nofile, "", "a number is missing"),
		NO(ulimit_nofile, ":", "a number is missing"),
		NO(ulimit_nofile, "1024:", "a number is missing"),
		NO(ulimit_nofile, ":1024", "a number is missing"),
		NO(ulimit_nofile, "1024 : 4096", "\" \" behind the number: a count has no unit"),
		NO(ulimit_nofile, "1024:4096:1", "\":1\" behind the number: a count has no unit"),
		NO(ulimit_nofile, "1K", "\"K\" behind the number: a count has no unit"),
		NO(ulimit_nofile, "3", "at least 16, or no program starts"),
		NO(ulimit_nofile, "-1", "write max for \"no limit\""),
		NO(ulimit_nofile, "unlimited:unlimited", "write max for \"no limit\""),
		NO(ulimit_nofile, "18446744073709551615", "this number is too large"),
		NO(ulimit_nproc, "7:128", "at least 8, or no shell works"),
		NO(ulimit_stack, "8:max", "a size needs a unit: 512M, 2G"),
		NO(ulimit_stack, "64K", "at least 128K, or no program starts"),
		NO(ulimit_as, "1M:max", "at least 16M, or no program starts"),
		NO(ulimit_fsize, "1000", "a size needs a unit: 512M, 2G"),
		NO(ulimit_cpu, "0", "at least 1s"),
		NO(ulimit_cpu, "1x",
			"unknown unit \"x\" (there are s, m, h and d): write 30s, 10m, 2h, 1d"),
		NO(ulimit_rttime, "0", "a time needs a unit: 500us, 200ms, 2s"),
		NO(ulimit_rttime, "5m",
			"unknown unit \"m\" (there are us, ms and s): write 500us, 200ms, 2s"),
		NO(ulimit_nice, "41", "from 0 to 40"),
		NO(ulimit_nice, "max", "from 0 to 40"),
		NO(ulimit_rtprio, "0:100", "from 0 to 99"),
		NO(ulimit_nofile,
			"11111111111111111111111111111111111111111111111111111111111111111:1",
			"write soft:hard or one value for both"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_check(void **state)
{
	struct ulimit_pair good = {16, VALUE_MAX};
	struct ulimit_pair crossed = {4096, 1024};
	struct ulimit_pair low = {15, 1024};

	(void)state;
	assert_int_equal(check_value(FIELD_ulimit_nofile, &good), 0);
	assert_int_equal(check_value(FIELD_ulimit_nofile, &crossed), EINVAL);
	assert_int_equal(check_value(FIELD_ulimit_nofile, &low), EINVAL);
}

static void test_capabilities(void **state)
{
	static const struct value_case cases[] = {
		OK(keep, "", ""),
		OK(keep, "net_bind_service", "net_bind_service"),
		OK(keep, "cap_net_raw, CAP_NET_BIND_SERVICE", "net_bind_service, net_raw"),
		OK(keep, "NET_RAW", "net_raw"),
		NO(keep, "sys_admin",
			"sys_admin would undo the sandbox: only net_bind_service and net_raw can "
			"be kept"),
		NO(keep, "net_raw, CAP_CHOWN",
			"chown would undo the sandbox: only net_bind_service and net_raw can be "
			"kept"),
		NO(keep, "net_rwa", "no capability \"net_rwa\": did you mean net_raw?"),
		NO(keep, "cap_net_bind_servce",
			"no capability \"cap_net_bind_servce\": did you mean net_bind_service?"),
		NO(keep, "all", "no capability \"all\": net_bind_service and net_raw can be kept"),
		NO(keep, "net_raw, cap_net_raw", "net_raw stands here twice"),
		NO(keep, "net_raw,", "an empty item: a comma too many?"),
		NO(keep, "cap_",
			"no capability \"cap_\": net_bind_service and net_raw can be kept"),
		NO(keep, "13", "no capability \"13\": net_bind_service and net_raw can be kept"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_bad_limits),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_capabilities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
