/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/talk/relay.c: a foreign terminal on one side, a pty on the other; bytes and settings.
 */
#include "lib_test.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>

#include "talk/relay.h"

struct side {
	int master, slave;
};

struct both {
	struct side foreign; /* the user sits at foreign.master, the relay reads foreign.slave */
	struct side sandbox; /* the relay holds sandbox.master, the process sandbox.slave */
	struct relay relay;
};

static void make_raw(int fd)
{
	struct termios t;

	assert_int_equal(tcgetattr(fd, &t), 0);
	cfmakeraw(&t);
	assert_int_equal(tcsetattr(fd, TCSANOW, &t), 0);
}

static int set_up(void **state)
{
	const struct winsize size = {.ws_row = 30, .ws_col = 100};
	struct both *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	assert_int_equal(openpty(&b->foreign.master, &b->foreign.slave, NULL, NULL, &size), 0);
	assert_int_equal(openpty(&b->sandbox.master, &b->sandbox.slave, NULL, NULL, NULL), 0);
	make_raw(b->sandbox.slave);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct both *b = *state;

	close(b->foreign.master);
	close(b->foreign.slave);
	close(b->sandbox.master);
	if (b->sandbox.slave >= 0)
		close(b->sandbox.slave);
	free(b);
	return 0;
}

static bool readable(int fd)
{
	struct pollfd p = {fd, POLLIN, 0};

	return poll(&p, 1, 10000) == 1;
}

/* All of `size` bytes from `in` to `out` through one way of the relay. */
static void assert_carries(struct relay_way *way, int in, int out, const char *bytes, size_t size)
{
	char *seen = malloc(size);
	size_t sent = 0, got = 0;

	assert_non_null(seen);
	while (got < size) {
		size_t part = size - sent < 1000 ? size - sent : 1000;

		assert_int_equal(write(in, bytes + sent, part), part);
		sent += part;
		while (got < sent) {
			ssize_t n;

			assert_true(relay_reads(way));
			assert_false(relay_writes(way));
			assert_true(readable(way->from));
			relay_read(way);
			assert_true(relay_writes(way));
			assert_false(relay_reads(way));
			while (relay_writes(way))
				relay_write(way);
			assert_true(readable(out));
			n = read(out, seen + got, size - got);
			assert_true(n > 0);
			got += (size_t)n;
		}
	}
	assert_memory_equal(seen, bytes, size);
	free(seen);
}

static void test_bytes_both_ways(void **state)
{
	struct both *b = *state;
	char bytes[5000];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 31); /* every value: control characters, too */
	relay_start(&b->relay, b->sandbox.master, b->foreign.slave, b->foreign.slave, false);
	assert_carries(&b->relay.in, b->foreign.master, b->sandbox.slave, bytes, sizeof(bytes));
	assert_carries(&b->relay.out, b->sandbox.slave, b->foreign.master, bytes, sizeof(bytes));
	relay_stop(&b->relay);
}

static void assert_settings(int fd, const struct termios *expected)
{
	struct termios t;

	assert_int_equal(tcgetattr(fd, &t), 0);
	assert_int_equal(t.c_iflag, expected->c_iflag);
	assert_int_equal(t.c_oflag, expected->c_oflag);
	assert_int_equal(t.c_lflag, expected->c_lflag);
	assert_int_equal(t.c_cflag, expected->c_cflag);
	assert_memory_equal(t.c_cc, expected->c_cc, sizeof(t.c_cc));
}

static void test_settings_are_put_back(void **state)
{
	struct both *b = *state;
	struct termios before, raw;

	assert_int_equal(tcgetattr(b->foreign.slave, &before), 0);
	assert_true(before.c_lflag & ICANON && before.c_oflag & OPOST);
	raw = before;
	cfmakeraw(&raw);
	for (int i = 0; i < 2; i++) {
		relay_start(&b->relay, b->sandbox.master, b->foreign.slave, b->foreign.slave, false);
		assert_settings(b->foreign.slave, &raw);
		relay_stop(&b->relay);
		assert_settings(b->foreign.slave, &before);
		relay_stop(&b->relay); /* twice changes nothing */
		assert_settings(b->foreign.slave, &before);
	}
}

/* Somebody else writes to the terminal as well: its output goes on to be translated. */
static void test_shared_terminal(void **state)
{
	struct both *b = *state;
	struct termios expected, before;

	assert_int_equal(tcgetattr(b->foreign.slave, &before), 0);
	expected = before;
	cfmakeraw(&expected);
	expected.c_oflag = before.c_oflag;
	relay_start(&b->relay, b->sandbox.master, b->foreign.slave, b->foreign.slave, true);
	assert_settings(b->foreign.slave, &expected);
	relay_stop(&b->relay);
}

static void test_input_that_is_no_terminal(void **state)
{
	struct both *b = *state;
	struct termios before;
	int pipes[2];

	assert_int_equal(tcgetattr(b->foreign.slave, &before), 0);
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	relay_start(&b->relay, b->sandbox.master, pipes[0], b->foreign.slave, false);
	assert_int_equal(b->relay.terminal, -1);
	assert_settings(b->foreign.slave, &before);
	assert_carries(&b->relay.in, pipes[1], b->sandbox.slave, "abc", 3);
	relay_stop(&b->relay);
	relay_start(&b->relay, b->sandbox.master, -1, b->foreign.slave, false);
	assert_false(relay_reads(&b->relay.in));
	assert_settings(b->foreign.slave, &before);
	relay_stop(&b->relay);
	close(pipes[0]);
	close(pipes[1]);
}

static void test_size_is_handed_on(void **state)
{
	struct winsize size = {.ws_row = 50, .ws_col = 132}, seen;
	struct both *b = *state;

	relay_start(&b->relay, b->sandbox.master, b->foreign.slave, b->foreign.slave, false);
	relay_resize(&b->relay);
	assert_int_equal(ioctl(b->sandbox.slave, TIOCGWINSZ, &seen), 0);
	assert_int_equal(seen.ws_row, 30);
	assert_int_equal(seen.ws_col, 100);
	assert_int_equal(ioctl(b->foreign.master, TIOCSWINSZ, &size), 0);
	relay_resize(&b->relay);
	assert_int_equal(ioctl(b->sandbox.slave, TIOCGWINSZ, &seen), 0);
	assert_int_equal(seen.ws_row, 50);
	assert_int_equal(seen.ws_col, 132);
	relay_stop(&b->relay);
}

/* The last process has closed the pty: that way ends, the other need not. */
static void test_other_side_is_gone(void **state)
{
	struct both *b = *state;

	relay_start(&b->relay, b->sandbox.master, b->foreign.slave, b->foreign.slave, false);
	close(b->sandbox.slave);
	b->sandbox.slave = -1;
	relay_read(&b->relay.out);
	assert_false(relay_reads(&b->relay.out));
	assert_false(relay_writes(&b->relay.out));
	relay_stop(&b->relay);
}

/* The reader of our output is gone: what it does not take is dropped, nothing waits for ever. */
static void test_output_that_nobody_reads(void **state)
{
	struct both *b = *state;
	void (*old)(int) = signal(SIGPIPE, SIG_IGN);
	int pipes[2];

	assert_true(old != SIG_ERR);
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	relay_start(&b->relay, b->sandbox.master, -1, pipes[1], false);
	close(pipes[0]);
	assert_int_equal(write(b->sandbox.slave, "abc", 3), 3);
	assert_true(readable(b->sandbox.master));
	relay_read(&b->relay.out);
	assert_true(relay_writes(&b->relay.out));
	relay_write(&b->relay.out);
	assert_false(relay_writes(&b->relay.out));
	assert_true(relay_reads(&b->relay.out));
	relay_stop(&b->relay);
	close(pipes[1]);
	(void)signal(SIGPIPE, old);
}

/* A full pipe: a part is written, the rest stays and keeps its order. */
static void test_slow_output(void **state)
{
	struct both *b = *state;
	char filler[4096] = {0}, byte = 0;
	int pipes[2];

	assert_int_equal(pipe2(pipes, O_CLOEXEC | O_NONBLOCK), 0);
	while (write(pipes[1], filler, sizeof(filler)) > 0)
		;
	while (write(pipes[1], filler, 1) > 0)
		;
	relay_start(&b->relay, b->sandbox.master, -1, pipes[1], false);
	assert_int_equal(write(b->sandbox.slave, "abc", 3), 3);
	assert_true(readable(b->sandbox.master));
	relay_read(&b->relay.out);
	relay_write(&b->relay.out);
	assert_true(relay_writes(&b->relay.out));
	assert_false(relay_reads(&b->relay.out));
	while (read(pipes[0], filler, sizeof(filler)) > 0)
		;
	relay_write(&b->relay.out);
	assert_false(relay_writes(&b->relay.out));
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(read(pipes[0], &byte, 1), 1);
		assert_int_equal(byte, "abc"[i]);
	}
	relay_stop(&b->relay);
	close(pipes[0]);
	close(pipes[1]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_bytes_both_ways),
		TEST(test_settings_are_put_back),
		TEST(test_shared_terminal),
		TEST(test_input_that_is_no_terminal),
		TEST(test_size_is_handed_on),
		TEST(test_other_side_is_gone),
		TEST(test_output_that_nobody_reads),
		TEST(test_slow_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
