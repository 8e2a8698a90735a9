/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/base/rlimits.c: set or clamped, lifted and put back. In children: limits do not come back.
 */
#include "lib_test.h"

#include "base/rlimits.h"

static int is_now(int which, rlim_t soft, rlim_t hard)
{
	struct rlimit r;

	return getrlimit(which, &r) == 0 && r.rlim_cur == soft && r.rlim_max == hard;
}

/* Nobody has CAP_SYS_RESOURCE. */
static int give_up(void)
{
	return geteuid() ? 0 : setresuid(65534, 65534, 65534);
}

static int without_rights(void)
{
	if (setrlimit(RLIMIT_NOFILE, &(struct rlimit){50, 60}) < 0 || give_up() < 0)
		return 1;
	/* Both above what may be: the hard limit stays, the soft one goes as high. */
	if (rlimits_set(RLIMIT_NOFILE, (struct rlimit){100, 200}) < 0 || !is_now(RLIMIT_NOFILE, 60, 60))
		return 2;
	if (rlimits_set(RLIMIT_NOFILE, (struct rlimit){40, 200}) < 0 || !is_now(RLIMIT_NOFILE, 40, 60))
		return 3;
	/* A soft one above the hard one is it. */
	if (rlimits_set(RLIMIT_NOFILE, (struct rlimit){50, 30}) < 0 || !is_now(RLIMIT_NOFILE, 30, 30))
		return 4;
	return rlimits_set(RLIMITS_COUNT, (struct rlimit){1, 1}) < 0 ? 0 : 5;
}

static void test_set(void **state)
{
	(void)state;
	if (under_valgrind())
		skip();
	assert_int_equal(status_in_child(without_rights), 0);
}

static int lifts(void)
{
	struct rlimits before, same;

	if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 4096}) < 0 ||
	    setrlimit(RLIMIT_NOFILE, &(struct rlimit){32, 8192}) < 0 ||
	    setrlimit(RLIMIT_CPU, &(struct rlimit){100, 200}) < 0 || give_up() < 0)
		return 1;
	rlimits_lift(&before);
	if (!is_now(RLIMIT_FSIZE, 4096, 4096) || !is_now(RLIMIT_NOFILE, 4096, 8192) ||
	    !is_now(RLIMIT_CPU, 100, 200))
		return 2;
	rlimits_put_back(&before);
	if (!is_now(RLIMIT_FSIZE, 0, 4096) || !is_now(RLIMIT_NOFILE, 32, 8192))
		return 3;
	return rlimits_read(&same) == 0 && !memcmp(&same, &before, sizeof(same)) ? 0 : 4;
}

static void test_lift(void **state)
{
	(void)state;
	if (under_valgrind())
		skip();
	assert_int_equal(status_in_child(lifts), 0);
}

static void test_lower(void **state)
{
	struct rlimit r = rlimits_lower((struct rlimit){10, RLIM_INFINITY}, (struct rlimit){20, 30});

	(void)state;
	assert_int_equal(r.rlim_cur, 10);
	assert_int_equal(r.rlim_max, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_lift),
		cmocka_unit_test(test_lower),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
