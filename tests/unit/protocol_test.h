/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two ends of a connection, and packets that only a hostile peer sends.
 */
#ifndef PROTOCOL_TEST_H
#define PROTOCOL_TEST_H

#include "lib_test.h"

#include <sys/socket.h>

#include "base/fd.h"
#include "talk/protocol.h"

struct pair {
	int a, b;
};

static int set_up(void **state)
{
	struct pair *p = malloc(sizeof(*p));
	int fds[2];

	assert_non_null(p);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	*p = (struct pair){fds[0], fds[1]};
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct pair *p = *state;

	fd_close(&p->a);
	fd_close(&p->b);
	free(p);
	return 0;
}

/* A packet as it is, with n descriptors. */
static void send_raw(const struct pair *p, const void *data, size_t size, size_t n)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * 64)];
		struct cmsghdr align;
	} control = {0};
	struct iovec iov = {(void *)data, size};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};

	assert_true(n <= 64);
	if (n) {
		struct cmsghdr *c;
		int fds[64];

		for (size_t i = 0; i < n; i++)
			fds[i] = 2;
		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * n);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * n);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * n);
	}
	assert_int_equal(sendmsg(p->a, &msg, MSG_NOSIGNAL), size);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
