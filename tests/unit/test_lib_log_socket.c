/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/log_socket.c with real sockets: one that is read, one that is not, none.
 */
#include "lib_test.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "base/fd.h"
#include "host/log_socket.h"

static char directory[] = "/tmp/hostel-log.XXXXXX";
static struct sockaddr_un address = {.sun_family = AF_UNIX};

static int listen_there(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* Until nothing more fits. Returns the sender's socket. */
static int fill(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	while (send(fd, "line", 4, 0) == 4)
		;
	assert_int_equal(errno, EAGAIN);
	return fd;
}

static long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void test_no_reader(void **state)
{
	int reader;

	(void)state;
	assert_true(log_socket_takes(address.sun_path));
	reader = listen_there();
	close(reader);
	assert_true(log_socket_takes(address.sun_path));
	unlink(address.sun_path);
}

static void test_hanging_reader(void **state)
{
	int reader = listen_there(), sender;
	char line[8];
	long start;

	(void)state;
	assert_true(log_socket_takes(address.sun_path));
	sender = fill();
	start = milliseconds();
	assert_false(log_socket_takes(address.sun_path));
	assert_in_range(milliseconds() - start, 900, 10000);
	start = milliseconds();
	for (int i = 0; i < 50; i++)
		assert_false(log_socket_takes(address.sun_path));
	assert_in_range(milliseconds() - start, 0, 20000); /* 45 s, were it asked each time */
	while (recv(reader, line, sizeof(line), MSG_DONTWAIT) > 0)
		;
	assert_true(log_socket_takes(address.sun_path));
	close(sender);
	close(reader);
	unlink(address.sun_path);
}

static void test_long_path(void **state)
{
	char path[300];

	(void)state;
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_true(log_socket_takes(path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_reader),
		cmocka_unit_test(test_hanging_reader),
		cmocka_unit_test(test_long_path),
	};
	int result;

	if (!mkdtemp(directory))
		return 1;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/log", directory);
	result = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(directory);
	return result;
}
