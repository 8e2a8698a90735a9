/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/helper.c: a descriptor that somebody else has given is closed without waiting for what they ask.
 */
#include "tests/unit/lib_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "host/helper.h"

#define BOUND_MILLISECONDS 20000 /* of an hour */

static int tcp(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	return fd;
}

/* A connection whose close(2) waits for data that nobody reads; *peer keeps it so. */
static int lingering(int *peer)
{
	struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct linger hour = {1, 3600};
	socklen_t size = sizeof(here);
	char full[65536] = "";
	int AUTO_CLOSE listener = tcp();
	int fd = tcp();

	assert_int_equal(bind(listener, (struct sockaddr *)&here, size), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&here, &size), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&here, size), 0);
	*peer = accept(listener, NULL, NULL);
	assert_true(*peer >= 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &hour, sizeof(hour)), 0);
	while (send(fd, full, sizeof(full), MSG_DONTWAIT) > 0)
		;
	return fd;
}

/* A unix socket in whose queue it lies, and nowhere else. */
static int within(int inner)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec iov = {(char[1]){0}, 1};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = sizeof(control)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	*c = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS,
		.cmsg_len = CMSG_LEN(sizeof(int))};
	memcpy(CMSG_DATA(c), &inner, sizeof(inner));
	assert_int_equal(sendmsg(ends[0], &m, 0), 1);
	close(inner);
	close(ends[0]);
	return ends[1];
}

/* Its own copies are all there are: a child asks the question, so that the test has a bound. */
static _Noreturn void be_asked(int said)
{
	int peer, fd = within(lingering(&peer));

	helper_close(&fd);
	_exit(fd == -1 && write(said, "x", 1) == 1 ? 0 : 1);
}

static void test_nobody_waits(void **state)
{
	struct pollfd p;
	int said[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(said), 0);
	pid = fork();
	if (pid == 0)
		be_asked(said[1]);
	fd_close(&said[1]);
	p = (struct pollfd){said[0], POLLIN, 0};
	assert_int_equal(poll(&p, 1, BOUND_MILLISECONDS), 1);
	assert_true(p.revents & POLLIN);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	close(said[0]);
}

static void test_it_is_closed(void **state)
{
	struct pollfd p;
	int ends[2], none = -1;

	(void)state;
	if (under_valgrind()) /* which has no clone3(2): there is no helper, and it stays open */
		skip();
	assert_int_equal(pipe(ends), 0);
	errno = EXDEV;
	helper_close(&ends[1]);
	assert_int_equal(errno, EXDEV);
	assert_int_equal(ends[1], -1);
	p = (struct pollfd){ends[0], POLLIN, 0};
	assert_int_equal(poll(&p, 1, BOUND_MILLISECONDS), 1);
	assert_true(p.revents & POLLHUP);
	close(ends[0]);
	helper_close(&none);
	assert_int_equal(none, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_is_closed),
		cmocka_unit_test(test_nobody_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
