/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets: head, body and descriptors in one SOCK_SEQPACKET message, strict in both directions.
 */
#include "talk/protocol.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wire.h"
#include "talk/protocol_body.h"

#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83 /* asm-generic/socket.h */
#endif

union control_buffer {
	char bytes[CMSG_SPACE(sizeof(int) * PROTOCOL_KERNEL_FDS_MAX)];
	struct cmsghdr align;
};

int message_send(int socket, const struct message *m)
{
	unsigned char head[PROTOCOL_HEAD_SIZE];
	struct wire_writer w = {.data = head, .size = sizeof(head)};
	struct iovec iov[2] = {{head, sizeof(head)}, {(void *)m->body, m->body_size}};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};
	union {
		char bytes[CMSG_SPACE(sizeof(int) * PROTOCOL_FDS_MAX)];
		struct cmsghdr align;
	} control = {0};
	ssize_t n;

	if (m->body_size > PROTOCOL_INLINE_MAX || m->fd_count > PROTOCOL_FDS_MAX) {
		errno = EMSGSIZE;
		return -1;
	}
	wire_put_u32(&w, m->magic ? m->magic : PROTOCOL_MAGIC);
	wire_put_u32(&w, m->type);
	wire_put_u32(&w, (uint32_t)m->body_size);
	if (m->fd_count) {
		struct cmsghdr *c;

		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * m->fd_count);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * m->fd_count);
		memcpy(CMSG_DATA(c), m->fds, sizeof(int) * m->fd_count);
	}
	do
		n = sendmsg(socket, &msg, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -1 : 0;
}

/* Whoever sent a socket may have asked close(2) to wait for its data (SO_LINGER). */
static void close_foreign(int fd)
{
	const struct linger at_once = {0};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
}

/* Take the descriptors of a control message; more than PROTOCOL_FDS_MAX are closed, and counted. */
static size_t take_fds(struct msghdr *msg, struct message *m)
{
	size_t seen = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (seen++ < PROTOCOL_FDS_MAX)
				m->fds[m->fd_count++] = fd;
			else
				close_foreign(fd);
		}
	}
	return seen;
}

static int check_head(struct message *m, const unsigned char *buffer, size_t size)
{
	struct wire_reader r = {.data = buffer, .left = size};
	uint32_t magic = wire_get_u32(&r), type = wire_get_u32(&r), body = wire_get_u32(&r);

	if (r.failed || (magic ^ PROTOCOL_MAGIC) > 0xff || !type || body != r.left) {
		errno = EPROTO;
		return -1;
	}
	m->type = (enum message_type)type;
	m->magic = magic;
	if (magic != PROTOCOL_MAGIC || type >= MESSAGE_END) {
		errno = magic != PROTOCOL_MAGIC ? EPROTONOSUPPORT : EPROTO;
		return -1;
	}
	m->body = r.data;
	m->body_size = body;
	return 0;
}

int message_receive(int socket, struct message *m, unsigned char *buffer, size_t size)
{
	struct iovec iov = {buffer, size};
	union control_buffer control;
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
	size_t fds;
	ssize_t n;

	memset(m, 0, sizeof(*m));
	do
		n = recvmsg(socket, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	fds = take_fds(&msg, m);
	if (!n && !fds)
		return 0;
	errno = EPROTO;
	if (fds > PROTOCOL_FDS_MAX || msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC) ||
	    check_head(m, buffer, (size_t)n) < 0) {
		int code = errno;

		message_close(m);
		errno = code;
		return -1;
	}
	return 1;
}

/*
 * With SO_PASSCRED each message has a control message, which an empty one has too and the end has not. There
 * is no room for descriptors: the kernel says MSG_CTRUNC, and lets go of references that are not the last.
 */
enum protocol_waiting protocol_look(int socket)
{
	unsigned char byte;
	struct iovec iov = {&byte, sizeof(byte)};
	union {
		char bytes[CMSG_LEN(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
	ssize_t n;

	/* ECONNRESET is said once, in front of what waits. */
	do
		n = recvmsg(socket, &msg, MSG_PEEK | MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && (errno == EINTR || errno == ECONNRESET));
	if (n >= 0 && msg.msg_flags & MSG_CTRUNC)
		return PROTOCOL_DESCRIPTORS;
	return n > 0 || (n == 0 && msg.msg_controllen) ? PROTOCOL_MESSAGE : PROTOCOL_NOTHING;
}

bool protocol_hang_up(int socket)
{
	enum protocol_waiting waiting;
	unsigned char byte;

	/* Under the lock that a sender holds while it queues (unix_shutdown() of net/unix/af_unix.c). */
	shutdown(socket, SHUT_RDWR);
	while ((waiting = protocol_look(socket)) == PROTOCOL_MESSAGE)
		if (recv(socket, &byte, sizeof(byte), MSG_DONTWAIT) < 0)
			break;
	return waiting == PROTOCOL_NOTHING;
}

void message_close(struct message *m)
{
	for (size_t i = 0; i < m->fd_count; i++)
		close_foreign(m->fds[i]);
	m->fd_count = 0;
}

static int refuse(int socket, uint32_t magic, enum refused_why why, const char *sentence)
{
	unsigned char buffer[1024];
	struct wire_writer w = {.data = buffer, .size = sizeof(buffer)};
	struct message m = {.type = MESSAGE_REFUSED, .magic = magic, .body = buffer};

	wire_put_string(&w, sentence);
	if (why != WHY_OTHER)
		wire_put_u32(&w, why);
	m.body_size = w.failed ? 0 : w.used;
	return message_send(socket, &m);
}

int message_refuse(int socket, const char *sentence)
{
	return refuse(socket, PROTOCOL_MAGIC, WHY_OTHER, sentence);
}

int message_refuse_why(int socket, enum refused_why why, const char *sentence)
{
	return refuse(socket, PROTOCOL_MAGIC, why, sentence);
}

int message_refuse_version(int socket, uint32_t magic, const char *sentence)
{
	return refuse(socket, magic, WHY_OTHER, sentence);
}

enum refused_why message_refused(const struct message *m, const char **sentence)
{
	struct wire_reader r = {.data = m->body, .left = m->body_size};
	uint32_t why = WHY_OTHER;

	*sentence = wire_get_string(&r);
	if (!r.failed && r.left)
		why = wire_get_u32(&r);
	return !r.failed && why == WHY_SESSIONS ? WHY_SESSIONS : WHY_OTHER;
}

int protocol_exec(int socket, const struct exec_request *q, const int fds[3], int listener)
{
	struct message m = {.type = MESSAGE_EXEC, .fds = {fds[0], fds[1], fds[2], listener},
		.fd_count = listener < 0 ? 3 : 4};
	struct message blob = {.type = MESSAGE_BLOB, .fd_count = 1};
	size_t size = PROTOCOL_INLINE_MAX, used;
	unsigned char *AUTO_FREE buffer = malloc(size);

	if (!buffer)
		return -1;
	used = exec_request_put(q, buffer, size);
	if (used) {
		m.body = buffer;
		m.body_size = used;
		return message_send(socket, &m);
	}
	free(buffer);
	size = PROTOCOL_BLOB_MAX;
	buffer = malloc(size);
	if (!buffer)
		return -1;
	used = exec_request_put(q, buffer, size);
	if (!used) {
		errno = E2BIG;
		return -1;
	}
	int AUTO_CLOSE memory = fd_sealed("exec", buffer, used);

	blob.fds[0] = memory;
	if (memory < 0 || message_send(socket, &blob) < 0)
		return -1;
	return message_send(socket, &m);
}

static int connect_to(int fd, const char *path, unsigned milliseconds)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(address.sun_path, path);
	if (protocol_timeout(fd, milliseconds) < 0)
		return -1;
	/* sshd's handlers do not restart calls; a unix socket may simply be asked again. */
	while (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		if (errno != EINTR)
			return -1;
	return 0;
}

int protocol_connect(const char *path, unsigned milliseconds)
{
	int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	return fd < 0 || connect_to(fd, path, milliseconds) < 0 ? -1 : fd_take(&fd);
}

int protocol_connect_plain(const char *path, unsigned milliseconds)
{
	int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	const int on = 1, off = 0;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0)
		return -1;
	/* Before connect(2): who takes the connection can send at once. */
	setsockopt(fd, SOL_SOCKET, SO_PASSRIGHTS, &off, sizeof(off));
	return connect_to(fd, path, milliseconds) < 0 ? -1 : fd_take(&fd);
}

int protocol_timeout(int socket, unsigned milliseconds)
{
	struct timeval t = {milliseconds / 1000, (milliseconds % 1000) * 1000L};

	if (setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)) < 0)
		return -1;
	return setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
}
