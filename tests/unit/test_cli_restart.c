/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/service/restart.c: the waits, the count, and when it is enough.
 */
#include "policy_test.h"

#include "cli/service/restart.c"

#define NOW 1000000

/* Ends so often with status 1 after so many milliseconds each; the waits, with blanks between them. */
static void ends(struct service_state *s, uint64_t restart, int times, uint64_t ran, char *waits, size_t size)
{
	const struct service policy = {.restart = restart};
	size_t used = 0;

	waits[0] = '\0';
	for (int i = 0; i < times; i++) {
		restart_decide(s, &policy, 1 << 8, ran, false, NOW);
		if (s->phase == SERVICE_WAITING)
			used += (size_t)snprintf(waits + used, size - used, "%llu ",
				(unsigned long long)(s->until - NOW));
		else
			used += (size_t)snprintf(waits + used, size - used, "%s ",
				s->phase == SERVICE_FAILED ? "failed" : "stopped");
	}
}

static void test_waits(void **state)
{
	struct service_state s = {0};
	char waits[256];

	(void)state;
	ends(&s, RESTART_ON_FAILURE, 13, 0, waits, sizeof(waits));
	assert_string_equal(waits, "100 200 400 800 1600 3200 6400 12800 25600 51200 60000 60000 60000 ");
	assert_int_equal(s.restarts, 13);
	/* One that ran for ten seconds begins anew, and is counted all the same. */
	ends(&s, RESTART_ON_FAILURE, 2, 10000, waits, sizeof(waits));
	assert_string_equal(waits, "100 100 ");
	ends(&s, RESTART_ON_FAILURE, 2, 9999, waits, sizeof(waits));
	assert_string_equal(waits, "200 400 ");
	assert_int_equal(s.restarts, 17);
}

static void test_count(void **state)
{
	struct service_state s = {0};
	char waits[256];

	(void)state;
	ends(&s, RESTART_ON_FAILURE | 3, 4, 0, waits, sizeof(waits));
	assert_string_equal(waits, "100 200 400 failed ");
	assert_int_equal(s.row, 0);
	assert_int_equal(s.ended, 4);
	s = (struct service_state){0};
	ends(&s, RESTART_ON_FAILURE | 2, 6, 20000, waits, sizeof(waits));
	assert_string_equal(waits, "100 100 100 100 100 100 ");
	s = (struct service_state){0};
	ends(&s, RESTART_NO, 1, 0, waits, sizeof(waits));
	assert_string_equal(waits, "failed ");
}

static void test_ends_well(void **state)
{
	const struct service failure = {.restart = RESTART_ON_FAILURE}, always = {.restart = RESTART_ALWAYS};
	struct service_state s = {0};

	(void)state;
	restart_decide(&s, &failure, 0, 5, false, NOW);
	assert_int_equal(s.phase, SERVICE_STOPPED);
	restart_decide(&s, &always, 0, 5, false, NOW);
	assert_int_equal(s.phase, SERVICE_WAITING);
	/* Asked to end, it stays ended, whatever the status. */
	restart_decide(&s, &always, 15, 5, true, NOW);
	assert_int_equal(s.phase, SERVICE_STOPPED);
	assert_int_equal(s.row, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
