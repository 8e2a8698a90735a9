/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/rate.c: so many logins in a period, then waits that double.
 */
#include "lib_test.h"

#include "host/rate.h"

#define MINUTE 60000

static void test_so_many(void **state)
{
	struct rate r = {0};

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(rate_take(&r, 10, MINUTE, 1000 + (uint64_t)i), 0);
	assert_int_equal(rate_take(&r, 10, MINUTE, 1010), 100);
}

static void test_waits_double_up_to_the_period(void **state)
{
	static const uint64_t waits[] = {100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 60000,
		60000};
	struct rate r = {0};

	(void)state;
	assert_int_equal(rate_take(&r, 1, MINUTE, 1), 0);
	for (size_t i = 0; i < COUNT_OF(waits); i++)
		assert_int_equal(rate_take(&r, 1, MINUTE, 2), waits[i]);
	/* Whoever tries on all the time never comes in, whoever stops for the wait does. */
	for (uint64_t now = 3; now < 5 * MINUTE; now += 1000)
		assert_int_equal(rate_take(&r, 1, MINUTE, now), MINUTE);
	assert_int_equal(rate_take(&r, 1, MINUTE, 7 * MINUTE), 0);
}

static void test_a_new_period(void **state)
{
	struct rate r = {0};

	(void)state;
	for (uint64_t now = 0; now < 20 * MINUTE; now += MINUTE / 10)
		assert_int_equal(rate_take(&r, 10, MINUTE, now), 0);
}

/* Another's bytes in the file, or a clock that begins anew: nobody is locked out for long. */
static void test_nonsense(void **state)
{
	struct rate r = {.start = UINT64_MAX, .until = UINT64_MAX, .count = UINT32_MAX,
		.refused = UINT32_MAX};

	(void)state;
	assert_int_equal(rate_take(&r, 10, MINUTE, 1000), 0);
	r = (struct rate){.start = 5 * MINUTE, .until = 0, .count = 10};
	assert_int_equal(rate_take(&r, 10, MINUTE, 1000), 0);
}

static void test_file(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	uint64_t wait;

	assert_int_equal(rate_login(s->fd, UINT64_C(2) << 32 | 60, &wait, &e), 0);
	assert_int_equal(rate_login(s->fd, UINT64_C(2) << 32 | 60, &wait, &e), 0);
	assert_int_equal(rate_login(s->fd, UINT64_C(2) << 32 | 60, &wait, &e), -1);
	assert_int_equal(e.code, EAGAIN);
	assert_int_equal(wait, 100);
	e = ERR_NONE;
	assert_int_equal(rate_login(s->fd, UINT64_C(2) << 32 | 60, &wait, &e), -1);
	assert_int_equal(wait, 200);
	assert_non_null(strstr(e.message, "refused 2 times"));
	make_text(s, "garbage", "x", 0600);
	assert_int_equal(renameat(s->fd, "garbage", s->fd, "rate"), 0);
	e = ERR_NONE;
	assert_int_equal(rate_login(s->fd, UINT64_C(2) << 32 | 60, &wait, &e), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_so_many),
		cmocka_unit_test(test_waits_double_up_to_the_period),
		cmocka_unit_test(test_a_new_period),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test_setup_teardown(test_file, scratch_set_up, scratch_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
