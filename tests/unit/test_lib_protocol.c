/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/talk/protocol.c: packets over a real socket, with all that somebody at the other end can get wrong.
 */
#include "protocol_test.h"

#include <signal.h>
#include <sys/un.h>

#include "base/wire.h"

#define BUFFER_SIZE (PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX)

static unsigned char buffer[BUFFER_SIZE];

static int receive(const struct pair *p, struct message *m)
{
	errno = 0;
	return message_receive(p->b, m, buffer, sizeof(buffer));
}

static size_t make_head(unsigned char *to, uint32_t magic, uint32_t type, uint32_t size)
{
	struct wire_writer w = {.data = to, .size = PROTOCOL_HEAD_SIZE};

	wire_put_u32(&w, magic);
	wire_put_u32(&w, type);
	wire_put_u32(&w, size);
	return w.used;
}

static void assert_refused(const struct pair *p, const void *data, size_t size, size_t fds)
{
	size_t before = open_descriptors();
	struct message m;

	send_raw(p, data, size, fds);
	assert_int_equal(receive(p, &m), -1);
	assert_int_equal(errno, EPROTO);
	assert_int_equal(m.fd_count, 0);
	assert_int_equal(open_descriptors(), before);
}

static void test_round_trip(void **state)
{
	const struct pair *p = *state;
	struct message m = {.type = MESSAGE_EXITED, .body = (const unsigned char *)"a\0b", .body_size = 3};
	struct message seen;

	assert_int_equal(message_send(p->a, &m), 0);
	assert_int_equal(receive(p, &seen), 1);
	assert_int_equal(seen.type, MESSAGE_EXITED);
	assert_int_equal(seen.body_size, 3);
	assert_memory_equal(seen.body, "a\0b", 3);
	assert_int_equal(seen.fd_count, 0);
}

static void test_every_type_and_no_body(void **state)
{
	const struct pair *p = *state;

	for (unsigned type = 1; type < MESSAGE_END; type++) {
		struct message m = {.type = (enum message_type)type}, seen;

		assert_int_equal(message_send(p->a, &m), 0);
		assert_int_equal(receive(p, &seen), 1);
		assert_int_equal(seen.type, type);
		assert_int_equal(seen.body_size, 0);
	}
}

static void test_largest_body(void **state)
{
	static unsigned char body[PROTOCOL_INLINE_MAX + 1];
	const struct pair *p = *state;
	struct message m = {.type = MESSAGE_EXEC, .body = body, .body_size = PROTOCOL_INLINE_MAX};
	struct message seen;

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (unsigned char)(i * 7);
	assert_int_equal(message_send(p->a, &m), 0);
	assert_int_equal(receive(p, &seen), 1);
	assert_int_equal(seen.body_size, PROTOCOL_INLINE_MAX);
	assert_memory_equal(seen.body, body, PROTOCOL_INLINE_MAX);
	m.body_size++;
	assert_int_equal(message_send(p->a, &m), -1);
	assert_int_equal(errno, EMSGSIZE);
	m = (struct message){.type = MESSAGE_OK, .fd_count = PROTOCOL_FDS_MAX + 1};
	assert_int_equal(message_send(p->a, &m), -1);
	assert_int_equal(errno, EMSGSIZE);
}

static void test_descriptors(void **state)
{
	const struct pair *p = *state;
	size_t before = open_descriptors();

	for (size_t n = 1; n <= PROTOCOL_FDS_MAX; n++) {
		struct message m = {.type = MESSAGE_OK, .fd_count = n}, seen;
		int pipes[PROTOCOL_FDS_MAX][2];

		for (size_t i = 0; i < n; i++) {
			assert_int_equal(pipe2(pipes[i], O_CLOEXEC), 0);
			m.fds[i] = pipes[i][1];
		}
		assert_int_equal(message_send(p->a, &m), 0);
		assert_int_equal(receive(p, &seen), 1);
		assert_int_equal(seen.fd_count, n);
		for (size_t i = 0; i < n; i++) {
			char byte = 0;

			assert_true(fcntl(seen.fds[i], F_GETFD) & FD_CLOEXEC);
			assert_int_equal(write(seen.fds[i], &"wxyz"[i], 1), 1);
			assert_int_equal(read(pipes[i][0], &byte, 1), 1);
			assert_int_equal(byte, "wxyz"[i]);
			close(pipes[i][0]);
			close(pipes[i][1]);
		}
		message_close(&seen);
		assert_int_equal(seen.fd_count, 0);
		assert_int_equal(open_descriptors(), before);
	}
}

static void test_too_many_descriptors_leave_none_open(void **state)
{
	const struct pair *p = *state;
	unsigned char head[PROTOCOL_HEAD_SIZE];

	make_head(head, PROTOCOL_MAGIC, MESSAGE_OK, 0);
	for (size_t n = PROTOCOL_FDS_MAX + 1; n <= 64; n++)
		assert_refused(p, head, sizeof(head), n);
}

static void test_refused_packet_leaves_none_open(void **state)
{
	const struct pair *p = *state;
	unsigned char head[PROTOCOL_HEAD_SIZE];

	make_head(head, PROTOCOL_MAGIC ^ 0x100, MESSAGE_OK, 0);
	for (size_t n = 1; n <= PROTOCOL_FDS_MAX; n++)
		assert_refused(p, head, sizeof(head), n);
	/* No bytes but descriptors: no end of file. */
	assert_refused(p, "", 0, 1);
	assert_refused(p, "", 0, PROTOCOL_FDS_MAX + 3);
}

/* Known for one, so that it can be refused plainly; its descriptors are closed all the same. */
static void test_other_versions(void **state)
{
	const struct pair *p = *state;
	unsigned char packet[PROTOCOL_HEAD_SIZE + 4] = {0};

	for (unsigned bit = 0; bit < 8; bit++) {
		size_t before = open_descriptors();
		struct message m;

		make_head(packet, PROTOCOL_MAGIC ^ (1U << bit), MESSAGE_END + bit, 4);
		send_raw(p, packet, sizeof(packet), bit % PROTOCOL_FDS_MAX);
		assert_int_equal(receive(p, &m), -1);
		assert_int_equal(errno, EPROTONOSUPPORT);
		assert_int_equal(m.magic, PROTOCOL_MAGIC ^ (1U << bit));
		assert_int_equal(m.fd_count, 0);
		assert_int_equal(open_descriptors(), before);
		assert_int_equal(message_refuse_version(p->b, m.magic, "no"), 0);
		assert_int_equal(recv(p->a, packet, 4, MSG_TRUNC), PROTOCOL_HEAD_SIZE + 4 + 3);
		assert_int_equal(packet[0] | packet[1] << 8 | packet[2] << 16 | (uint32_t)packet[3] << 24,
			m.magic);
	}
}

static void test_heads(void **state)
{
	static const uint32_t types[] = {0, MESSAGE_END, MESSAGE_END + 1, 0x01000000 | MESSAGE_OK,
		UINT32_MAX};
	const struct pair *p = *state;
	unsigned char packet[PROTOCOL_HEAD_SIZE + 4] = {0};

	for (unsigned bit = 8; bit < 32; bit++) {
		make_head(packet, PROTOCOL_MAGIC ^ (1U << bit), MESSAGE_EXITED, 4);
		assert_refused(p, packet, sizeof(packet), 0);
	}
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		make_head(packet, PROTOCOL_MAGIC, types[i], 4);
		assert_refused(p, packet, sizeof(packet), 0);
	}
	for (unsigned bit = 0; bit < 32; bit++) {
		make_head(packet, PROTOCOL_MAGIC, MESSAGE_EXITED, 4 ^ (1U << bit));
		assert_refused(p, packet, sizeof(packet), 0);
	}
	make_head(packet, PROTOCOL_MAGIC, MESSAGE_EXITED, 4);
	for (size_t size = 1; size < sizeof(packet); size++)
		assert_refused(p, packet, size, 0);
}

static void test_buffer_too_small(void **state)
{
	const struct pair *p = *state;
	unsigned char small[PROTOCOL_HEAD_SIZE + 3];
	struct message m = {.type = MESSAGE_EXITED, .body = (const unsigned char *)"1234", .body_size = 4,
		.fds = {p->a}, .fd_count = 1};
	size_t before = open_descriptors();

	assert_int_equal(message_send(p->a, &m), 0);
	assert_int_equal(message_receive(p->b, &m, small, sizeof(small)), -1);
	assert_int_equal(errno, EPROTO);
	assert_int_equal(open_descriptors(), before);
}

static void test_packet_over_the_limit(void **state)
{
	static unsigned char packet[BUFFER_SIZE + 1];

	make_head(packet, PROTOCOL_MAGIC, MESSAGE_EXEC, PROTOCOL_INLINE_MAX + 1);
	assert_refused(*state, packet, sizeof(packet), 0);
}

static void test_end_of_file(void **state)
{
	struct pair *p = *state;
	struct message m;

	fd_close(&p->a);
	assert_int_equal(receive(p, &m), 0);
}

/* The other end is gone: an error, no SIGPIPE. */
static void test_send_to_nobody(void **state)
{
	struct pair *p = *state;
	struct message m = {.type = MESSAGE_OK};

	assert_true(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
	fd_close(&p->b);
	assert_int_equal(message_send(p->a, &m), -1);
	assert_int_equal(errno, EPIPE);
}

static void test_receive_ends_in_time(void **state)
{
	const struct pair *p = *state;
	struct message m;

	assert_int_equal(protocol_timeout(p->b, 10), 0);
	assert_int_equal(receive(p, &m), -1);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(fcntl(p->b, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(protocol_timeout(p->b, 0), 0);
	assert_int_equal(receive(p, &m), -1);
	assert_int_equal(errno, EAGAIN);
}

static void assert_why(const struct pair *p, enum refused_why why, const char *sentence)
{
	const char *said;
	struct message m;

	assert_int_equal(receive(p, &m), 1);
	assert_int_equal(m.type, MESSAGE_REFUSED);
	assert_int_equal(message_refused(&m, &said), why);
	assert_string_equal(said, sentence);
}

/* Why is told by a number; the sentence may say what it likes. */
static void test_refuse(void **state)
{
	const struct pair *p = *state;
	unsigned char body[64];
	struct wire_writer w = {.data = body, .size = sizeof(body)};
	struct message m = {.type = MESSAGE_REFUSED, .body = body};

	assert_int_equal(message_refuse(p->a, "too many sessions are open"), 0);
	assert_why(p, WHY_OTHER, "too many sessions are open");
	assert_int_equal(message_refuse_why(p->a, WHY_SESSIONS, "not now"), 0);
	assert_why(p, WHY_SESSIONS, "not now");
	/* Of another version, or nonsense. */
	wire_put_string(&w, "no");
	wire_put_u32(&w, 4711);
	m.body_size = w.used;
	assert_int_equal(message_send(p->a, &m), 0);
	assert_why(p, WHY_OTHER, "no");
	m.body_size = w.used - 2;
	assert_int_equal(message_send(p->a, &m), 0);
	assert_why(p, WHY_OTHER, "no");
	m.body_size = 3;
	assert_int_equal(message_send(p->a, &m), 0);
	assert_why(p, WHY_OTHER, "");
}

static void listen_at(const char *path, int *fd)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	assert_true(strlen(path) < sizeof(address.sun_path));
	strcpy(address.sun_path, path);
	*fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_true(*fd >= 0);
	assert_int_equal(bind(*fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(*fd, 0), 0);
}

static void test_connect(void **state)
{
	struct scratch *s = scratch_make("/tmp");
	char *path = below(s, "socket"), longest[200];
	int listener, first, second, third;

	(void)state;
	memset(longest, 'x', sizeof(longest));
	longest[0] = '/';
	longest[108] = '\0';
	assert_int_equal(protocol_connect(longest, 10), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	longest[107] = '\0';
	assert_int_equal(protocol_connect(longest, 10), -1);
	assert_int_equal(errno, ENOENT);
	listen_at(path, &listener);
	first = protocol_connect(path, 10);
	assert_true(first >= 0);
	assert_true(fcntl(first, F_GETFD) & FD_CLOEXEC);
	/* The backlog is full: an end in time. */
	second = protocol_connect(path, 10);
	third = protocol_connect(path, 10);
	assert_int_equal(third, -1);
	assert_int_equal(errno, EAGAIN);
	fd_close(&first);
	fd_close(&second);
	fd_close(&listener);
	assert_int_equal(protocol_connect(path, 10), -1);
	assert_int_equal(errno, ECONNREFUSED);
	free(path);
	scratch_remove(s);
}

/* What the peer sends at once, before it is asked. Linux 6.16 does not let it; before, it is seen. */
static void test_connect_plain(void **state)
{
	struct scratch *s = scratch_make("/tmp");
	char *path = below(s, "socket");
	int listener, taken, fd, null = open("/dev/null", O_RDONLY);
	const struct message with = {.type = MESSAGE_OK, .fds = {null}, .fd_count = 1};
	const struct message without = {.type = MESSAGE_OK};

	(void)state;
	listen_at(path, &listener);
	fd = protocol_connect_plain(path, 1000);
	taken = accept(listener, NULL, NULL);
	assert_true(fd >= 0 && taken >= 0);
	assert_int_equal(message_send(taken, &without), 0);
	assert_int_equal(protocol_look(fd), PROTOCOL_MESSAGE);
	assert_true(protocol_hang_up(fd));
	fd_close(&fd);
	fd_close(&taken);
	fd = protocol_connect_plain(path, 1000);
	taken = accept(listener, NULL, NULL);
	if (message_send(taken, &with) < 0)
		assert_int_equal(errno, EPERM);
	else
		assert_int_equal(protocol_look(fd), PROTOCOL_DESCRIPTORS);
	fd_close(&fd);
	fd_close(&taken);
	fd_close(&listener);
	fd_close(&null);
	free(path);
	scratch_remove(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_round_trip),
		TEST(test_every_type_and_no_body),
		TEST(test_largest_body),
		TEST(test_descriptors),
		TEST(test_too_many_descriptors_leave_none_open),
		TEST(test_refused_packet_leaves_none_open),
		TEST(test_other_versions),
		TEST(test_heads),
		TEST(test_buffer_too_small),
		TEST(test_packet_over_the_limit),
		TEST(test_end_of_file),
		TEST(test_send_to_nobody),
		TEST(test_receive_ends_in_time),
		TEST(test_refuse),
		cmocka_unit_test(test_connect),
		cmocka_unit_test(test_connect_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
