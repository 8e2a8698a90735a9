/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/base/signals.c: in processes of their own, with signals that a libc does not touch.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/signals.h"

#define LIBCS 0x380000000 /* 32 to 34 */

/* Past libc: ignored and blocked. */
static void spoil(void)
{
	const uint64_t ignore[4] = {(uint64_t)SIG_IGN}, most = ~UINT64_C(0);

	for (int n = 1; n <= 64; n++)
		if (n != SIGKILL && n != SIGSTOP && syscall(SYS_rt_sigaction, n, ignore, NULL, 8) < 0)
			_exit(1);
	if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &most, NULL, 8) < 0)
		_exit(2);
}

static uint64_t mask_of(const char *name)
{
	char text[8192];
	ssize_t n = fd_get(AT_FDCWD, "/proc/self/status", text, sizeof(text));
	const char *line = n > 0 ? strstr(text, name) : NULL;

	return line ? strtoull(line + strlen(name), NULL, 16) : 1;
}

static int status_of(void (*child)(void))
{
	int status = -1;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		child();
		_exit(99);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void reset(void)
{
	spoil();
	if ((mask_of("SigIgn:") & LIBCS) != LIBCS || (mask_of("SigBlk:") & LIBCS) != LIBCS)
		_exit(3); /* or this would show nothing */
	if (signals_reset() < 0)
		_exit(4);
	_exit(mask_of("SigIgn:") || mask_of("SigBlk:") ? 5 : 0);
}

static void test_reset(void **state)
{
	(void)state;
	assert_int_equal(status_of(reset), 0);
}

static void ignore(void)
{
	const uint32_t wanted = SIGNALS_BIT(SIGHUP) | SIGNALS_BIT(SIGTTOU);

	if (signals_reset() < 0 || signals_ignore(wanted) < 0)
		_exit(1);
	_exit(mask_of("SigIgn:") == wanted && !mask_of("SigBlk:") ? 0 : 2);
}

static void test_ignore(void **state)
{
	(void)state;
	assert_int_equal(status_of(ignore), 0);
}

static int number;

static void end(void)
{
	spoil();
	if (signals_default(number) == 0)
		syscall(SYS_tgkill, getpid(), getpid(), number);
}

static void test_default(void **state)
{
	static const int deadly[] = {SIGHUP, SIGKILL, SIGTERM, 32, 33, 34, 35};

	(void)state;
	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++) {
		int status;

		number = deadly[i];
		status = status_of(end);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), number);
	}
	assert_int_equal(signals_default(0), -1);
	assert_int_equal(signals_default(65), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_ignore),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
