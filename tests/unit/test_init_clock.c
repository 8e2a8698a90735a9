/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * init/clock.c on a real terminal of this host; the moments at which it looks are made up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>

#include "init/clock.c"

static int master, slave;
static dev_t number;

static void open_terminal(void)
{
	struct timespec old[2] = {{.tv_sec = 1000000}, {.tv_sec = 1000000}};
	struct stat st;

	assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
	assert_int_equal(futimens(slave, old), 0);
	assert_int_equal(fstat(slave, &st), 0);
	number = st.st_rdev;
}

static void close_terminal(void)
{
	close(master);
	close(slave);
}

/* What was written by now. */
static char *read_terminal(void)
{
	static char text[512];
	ssize_t n;

	assert_int_equal(fcntl(master, F_SETFL, O_NONBLOCK), 0);
	n = read(master, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* Until that is there: a thread of the kernel's brings it from one end to the other. */
static bool hears(const char *wanted)
{
	struct pollfd p = {.fd = master, .events = POLLIN};
	char all[2048] = "";

	while (!strstr(all, wanted) && poll(&p, 1, 60000) == 1)
		strncat(all, read_terminal(), sizeof(all) - strlen(all) - 1);
	return strstr(all, wanted);
}

static struct policy limits(uint64_t idle, uint64_t lifetime)
{
	return (struct policy){.idle_timeout = idle, .max_lifetime = lifetime, .stop_timeout = 5};
}

static void test_no_limit(void **state)
{
	struct policy p = limits(VALUE_MAX, VALUE_MAX);
	struct clock never = {0}, c;

	(void)state;
	open_terminal();
	clock_start(&c, number);
	assert_int_equal(clock_next(&p, &c), UINT64_MAX);
	assert_int_equal(clock_look(&p, &c, UINT64_MAX - 1), CLOCK_NOTHING);
	p = limits(10, 10);
	assert_int_equal(clock_next(&p, &never), UINT64_MAX);
	assert_int_equal(clock_look(&p, &never, UINT64_MAX - 1), CLOCK_NOTHING);
	close_terminal();
}

static void test_lifetime(void **state)
{
	const struct policy p = limits(VALUE_MAX, 3600);
	struct clock c;

	(void)state;
	open_terminal();
	clock_start(&c, number);
	assert_int_equal(clock_next(&p, &c), c.started + 3540000);
	assert_int_equal(clock_look(&p, &c, c.started + 3539999), CLOCK_NOTHING);
	assert_string_equal(read_terminal(), "");
	assert_int_equal(clock_look(&p, &c, c.started + 3540000), CLOCK_NOTHING);
	assert_true(hears("ends in 60 seconds."));
	assert_int_equal(clock_next(&p, &c), c.started + 3600000);
	assert_int_equal(clock_look(&p, &c, c.started + 3600000), CLOCK_END);
	assert_int_equal(clock_look(&p, &c, c.started + 3600001), CLOCK_NOTHING);
	assert_int_equal(clock_look(&p, &c, c.started + 3605000), CLOCK_KILL);
	assert_int_equal(clock_look(&p, &c, c.started + 3605001), CLOCK_NOTHING);
	assert_int_equal(clock_look(&p, &c, c.started + 3610000), CLOCK_KILL);
	close_terminal();
}

static void test_lifetime_without_terminal(void **state)
{
	const struct policy p = limits(10, 20);
	struct clock c;

	(void)state;
	clock_start(&c, 0);
	assert_int_equal(clock_next(&p, &c), c.started + 20000);
	assert_int_equal(clock_look(&p, &c, c.started + 19999), CLOCK_NOTHING);
	assert_int_equal(clock_look(&p, &c, c.started + 20000), CLOCK_END);
}

static void test_idle(void **state)
{
	const struct policy p = limits(100, VALUE_MAX);
	struct clock c;

	(void)state;
	open_terminal();
	clock_start(&c, number);
	/* A tenth before, and the eight seconds by which the terminal's times may be late. */
	assert_int_equal(clock_next(&p, &c), c.started + 90000 + GRAIN);
	assert_int_equal(clock_look(&p, &c, c.started + 90000 + GRAIN), CLOCK_NOTHING);
	assert_true(hears("ends in 10 seconds."));
	/* Its own words are no use of it. */
	assert_int_equal(clock_look(&p, &c, c.started + 100000 + GRAIN), CLOCK_END);
	close_terminal();
}

static void test_used(void **state)
{
	const struct policy p = limits(100, VALUE_MAX);
	struct clock c;
	char byte;

	(void)state;
	open_terminal();
	clock_start(&c, number);
	assert_int_equal(clock_look(&p, &c, c.started + 90000 + GRAIN), CLOCK_NOTHING);
	assert_true(hears("ends in 10 seconds."));
	assert_int_equal(write(master, "x\n", 2), 2);
	assert_int_equal(read(slave, &byte, 1), 1);
	/* A moment ago by the host's clock; so it goes on for the whole time. */
	assert_int_equal(clock_look(&p, &c, c.started + 100000 + GRAIN), CLOCK_NOTHING);
	assert_true(c.active >= c.started + 90000 + GRAIN);
	assert_false(c.warned_idle);
	assert_true(clock_next(&p, &c) >= c.started + 180000);
	close_terminal();
}

/* Times that cannot be: the clock was set. It counts as used now, never as idle for years. */
static void test_host_clock_set(void **state)
{
	const time_t strange[] = {2000000, 4000000000};
	const struct policy p = limits(100, VALUE_MAX);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct timespec times[2] = {{.tv_sec = strange[i]}, {.tv_sec = strange[i]}};
		struct clock c;

		open_terminal();
		clock_start(&c, number);
		assert_int_equal(futimens(slave, times), 0);
		assert_int_equal(clock_look(&p, &c, c.started + 98000), CLOCK_NOTHING);
		assert_int_equal(c.active, c.started + 98000);
		close_terminal();
	}
}

static void test_stopped_terminal(void **state)
{
	const struct policy p = limits(VALUE_MAX, 10);
	struct clock c;

	(void)state;
	open_terminal();
	clock_start(&c, number);
	assert_int_equal(tcflow(slave, TCOOFF), 0);
	assert_int_equal(clock_look(&p, &c, c.started + 9000), CLOCK_NOTHING); /* does not wait */
	assert_int_equal(clock_look(&p, &c, c.started + 10000), CLOCK_END);
	close_terminal();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_limit),
		cmocka_unit_test(test_lifetime),
		cmocka_unit_test(test_lifetime_without_terminal),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_used),
		cmocka_unit_test(test_host_clock_set),
		cmocka_unit_test(test_stopped_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
