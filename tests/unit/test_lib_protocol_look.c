/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/talk/protocol.c: what waits in a connection is looked at, not taken.
 */
#include "protocol_test.h"

static void pass_credentials(const struct pair *p)
{
	const int on = 1;

	assert_int_equal(setsockopt(p->b, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)), 0);
}

/* Looking takes nothing out, and opens nothing. */
static void test_look(void **state)
{
	struct pair *p = *state;
	size_t before = open_descriptors();

	pass_credentials(p);
	assert_int_equal(protocol_look(p->b), PROTOCOL_NOTHING);
	send_raw(p, "", 0, 0);
	send_raw(p, "", 0, 1);
	send_raw(p, "x", 1, 0);
	send_raw(p, "x", 1, 4);
	for (unsigned i = 0; i < 4; i++) {
		for (unsigned twice = 0; twice < 2; twice++)
			assert_int_equal(protocol_look(p->b),
				i % 2 ? PROTOCOL_DESCRIPTORS : PROTOCOL_MESSAGE);
		assert_true(recv(p->b, &(char){0}, 1, 0) >= 0);
	}
	assert_int_equal(protocol_look(p->b), PROTOCOL_NOTHING);
	assert_int_equal(open_descriptors(), before);
	/* What waits is seen behind the other's end, and behind his error. */
	send_raw(p, "", 0, 1);
	assert_int_equal(send(p->b, "unread", 6, 0), 6);
	fd_close(&p->a);
	assert_int_equal(protocol_look(p->b), PROTOCOL_DESCRIPTORS);
	assert_int_equal(recv(p->b, &(char){0}, 1, 0), 0);
	assert_int_equal(protocol_look(p->b), PROTOCOL_NOTHING);
}

static void test_hang_up(void **state)
{
	struct pair *p = *state;

	pass_credentials(p);
	send_raw(p, "x", 1, 0);
	send_raw(p, "", 0, 0);
	send_raw(p, "", 0, 2);
	assert_int_equal(send(p->b, "answer", 6, 0), 6);
	for (unsigned twice = 0; twice < 2; twice++)
		assert_false(protocol_hang_up(p->b));
	assert_int_equal(send(p->a, "x", 1, MSG_NOSIGNAL), -1);
	assert_int_equal(errno, EPIPE);
	assert_int_equal(recv(p->b, &(char){0}, 1, 0), 0); /* the one with descriptors is still there */
	assert_true(protocol_hang_up(p->b));
	fd_close(&p->b);
	/* The last word is heard, and then the end, no error. */
	assert_int_equal(recv(p->a, &(char){0}, 1, MSG_TRUNC), 6);
	assert_int_equal(recv(p->a, &(char){0}, 1, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_look),
		TEST(test_hang_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
