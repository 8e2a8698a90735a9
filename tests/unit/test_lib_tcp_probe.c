/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/base/tcp_probe.c: what passes, and what Landlock refuses, is told apart.
 */
#include "lib_test.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/tcp_probe.h"

#define CREATE_RULESET 444
#define RESTRICT_SELF 446

static void test_open(void **state)
{
	(void)state;
	for (enum tcp_way way = 0; way < TCP_MPTCP_BIND; way++)
		assert_false(tcp_refused(tcp_try(way, 65535)));
	for (enum tcp_way way = 0; way < TCP_WAYS; way++)
		assert_true(*tcp_way_name(way));
	assert_true(tcp_way_connects(TCP_FASTOPEN) && !tcp_way_connects(TCP_MPTCP_BIND));
}

static void test_answers(void **state)
{
	static const int passed[] = {0, EINPROGRESS, ECONNREFUSED, ENETUNREACH, EADDRINUSE, EADDRNOTAVAIL};
	static const int refused[] = {EACCES, EPERM, EOPNOTSUPP, EPROTONOSUPPORT, ENOPROTOOPT, EAFNOSUPPORT};

	(void)state;
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		assert_true(!tcp_refused(passed[i]) && tcp_refused(refused[i]));
}

/* In a process of its own: it is for good. 77: this kernel has no rules about ports. */
static int restricted(void)
{
	uint64_t rights[2] = {0, 3};
	int rules;

	if (syscall(CREATE_RULESET, NULL, 0, 1) < 4)
		return 77;
	rules = (int)syscall(CREATE_RULESET, rights, sizeof(rights), 0);
	if (rules < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(RESTRICT_SELF, rules, 0) < 0)
		return 1;
	return tcp_try(TCP_BIND, 65535) == EACCES && tcp_try(TCP_CONNECT, 65535) == EACCES ? 0 : 2;
}

static void test_landlock(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	assert_true(pid >= 0);
	if (!pid)
		_exit(restricted());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_landlock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
