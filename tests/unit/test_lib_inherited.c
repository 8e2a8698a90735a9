/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/base/inherited.c, in processes of their own that were given the worst; test programs begin with it.
 */
#include "lib_test.h"

#include <signal.h>

#include "base/fd.h"
#include "base/inherited.h"

#define BIT(number) (UINT64_C(1) << ((number) - 1))

static uint64_t mask_of(const char *name)
{
	char text[8192];
	ssize_t n = fd_get(AT_FDCWD, "/proc/self/status", text, sizeof(text));
	const char *line = n > 0 ? strstr(text, name) : NULL;

	return line ? strtoull(line + strlen(name), NULL, 16) : 1;
}

/* As of nohup(1), a shell's `&`, a daemon that wants no zombies, and one that reads its signals. */
static void spoil(void)
{
	static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGCHLD, SIGALRM};
	sigset_t all;

	for (size_t i = 0; i < COUNT_OF(ignored); i++)
		if (signal(ignored[i], SIG_IGN) == SIG_ERR)
			_exit(1);
	sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) < 0 || !(mask_of("SigIgn:") & BIT(SIGCHLD)))
		_exit(2);
}

static int status_of(void (*child)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		child();
		_exit(99);
	}
	return wait_for(pid);
}

static void reset(void)
{
	int status = -1;
	pid_t pid;

	spoil();
	if (inherited_reset() < 0)
		_exit(3);
	/* Those that say something to whoever is started, as nohup(1) has it. */
	if (mask_of("SigBlk:") ||
	    mask_of("SigIgn:") != (BIT(SIGHUP) | BIT(SIGINT) | BIT(SIGQUIT) | BIT(SIGPIPE)))
		_exit(4);
	pid = fork();
	if (pid == 0)
		_exit(7);
	_exit(waitpid(pid, &status, 0) == pid && status == 7 << 8 ? 0 : 5);
}

static void test_signals(void **state)
{
	(void)state;
	assert_int_equal(status_of(reset), 0);
}

static void reopen(void)
{
	char byte;
	int fd;

	close_range(0, ~0U, 0);
	if (inherited_reset() < 0)
		_exit(1);
	fd = open("/dev/zero", O_RDWR | O_CLOEXEC);
	if (fd != 3)
		_exit(2);
	/* Whoever uses them learns that they were closed. */
	if (read(0, &byte, 1) >= 0 || errno != EBADF || write(1, "x", 1) >= 0 || errno != EBADF ||
	    write(2, "x", 1) >= 0 || errno != EBADF)
		_exit(3);
	_exit(0);
}

static void test_descriptors(void **state)
{
	(void)state;
	assert_int_equal(status_of(reopen), 0);
}

static void keep(void)
{
	int fd = open("/dev/zero", O_RDWR);
	struct stat before, after;
	char byte = 1;

	if (dup2(fd, 0) < 0 || close(1) < 0 || fstat(0, &before) < 0 || inherited_reset() < 0)
		_exit(1);
	if (fstat(0, &after) < 0 || before.st_rdev != after.st_rdev)
		_exit(2);
	_exit(read(0, &byte, 1) == 1 && !byte ? 0 : 3);
}

static void test_open_ones_are_kept(void **state)
{
	(void)state;
	assert_int_equal(status_of(keep), 0);
}

static const char *program; /* not /proc/self/exe, which is valgrind's under valgrind */

static void start_again(void)
{
	spoil();
	execl(program, program, "masks", (char *)NULL);
}

/* tests/inherited.c: or what is tested would depend on who runs the tests. */
static void test_test_programs(void **state)
{
	(void)state;
	assert_int_equal(status_of(start_again), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_open_ones_are_kept),
		cmocka_unit_test(test_test_programs),
	};

	if (argc == 2 && !strcmp(argv[1], "masks"))
		return mask_of("SigIgn:") || mask_of("SigBlk:");
	program = argv[0];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
