/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz what hostel-init and the module decode: the first byte chooses the decoder, the rest is its
 * input. What is taken must encode to bytes that mean the same again.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "talk/launch.h"
#include "talk/protocol.h"
#include "talk/protocol_body.h"

#define BUFFER_SIZE (1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned char first[BUFFER_SIZE], second[BUFFER_SIZE];

/* The bytes of one encoding mean what those of the other mean if they are the same. */
static void same(size_t first_size, size_t second_size)
{
	if (!first_size || first_size != second_size || memcmp(first, second, first_size) != 0)
		abort();
}

static void fuzz_launch(const uint8_t *data, size_t size)
{
	struct err e = ERR_NONE;
	struct launch l;
	size_t once, twice;

	if (size > LAUNCH_SIZE_MAX || launch_decode(&l, data, size, &e) < 0)
		return;
	once = launch_encode(&l, first, sizeof(first));
	if (once != size || memcmp(first, data, size) != 0) /* one encoding only */
		abort();
	if (launch_decode(&l, first, once, &e) < 0)
		abort();
	twice = launch_encode(&l, second, sizeof(second));
	same(once, twice);
}

static void fuzz_exec(const uint8_t *data, size_t size)
{
	struct exec_request q;
	size_t once, twice;

	if (size > BUFFER_SIZE || exec_request_get(&q, data, size) < 0)
		return;
	if (q.argv[q.argc] || q.envp[q.envc] || q.pty_mask > 7 || q.umask > 0777)
		abort();
	once = exec_request_put(&q, first, sizeof(first));
	exec_request_free(&q);
	if (exec_request_get(&q, first, once) < 0)
		abort();
	twice = exec_request_put(&q, second, sizeof(second));
	exec_request_free(&q);
	same(once, twice);
}

static void fuzz_session(const uint8_t *data, size_t size)
{
	struct session_info s;
	size_t once;

	if (size > BUFFER_SIZE || session_info_get(&s, data, size) < 0)
		return;
	once = session_info_put(&s, first, sizeof(first));
	if (session_info_get(&s, first, once) < 0)
		abort();
	same(once, session_info_put(&s, second, sizeof(second)));
}

static void fuzz_status(const uint8_t *data, size_t size)
{
	struct status s;
	size_t once;

	if (status_get(&s, data, size) < 0)
		return;
	once = status_put(&s, first, sizeof(first));
	if (once != size || memcmp(first, data, size) != 0)
		abort();
	if (status_get(&s, first, once) < 0)
		abort();
	same(once, status_put(&s, second, sizeof(second)));
}

/* A packet as it is; of its own sort it must come back as it was. */
static void fuzz_packet(const uint8_t *data, size_t size)
{
	unsigned char buffer[PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX];
	struct message m, again;
	int fds[2], n;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) < 0)
		abort();
	if (size <= 2 * sizeof(buffer) && send(fds[0], data, size, MSG_NOSIGNAL) == (ssize_t)size) {
		n = message_receive(fds[1], &m, buffer, sizeof(buffer));
		if (n > 0) {
			if (m.type < 1 || m.type >= MESSAGE_END || m.fd_count ||
				m.body_size + PROTOCOL_HEAD_SIZE != size)
				abort();
			memcpy(first, m.body, m.body_size);
			m.body = first;
			if (message_send(fds[0], &m) < 0 ||
				message_receive(fds[1], &again, buffer, sizeof(buffer)) != 1 ||
				again.type != m.type || again.body_size != m.body_size ||
				memcmp(again.body, first, m.body_size) != 0)
				abort();
		} else if (n == 0 && size) {
			abort(); /* no end of file */
		}
	}
	close(fds[0]);
	close(fds[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const decoders[])(const uint8_t *data, size_t size) = {
		fuzz_packet, fuzz_exec, fuzz_session, fuzz_status, fuzz_launch,
	};

	if (!size || data[0] >= sizeof(decoders) / sizeof(decoders[0]))
		return 0;
	decoders[data[0]](data + 1, size - 1);
	return 0;
}
