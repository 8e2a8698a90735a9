/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking a sandbox over its control socket.
 */
#include "host/control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "host/helper.h"
#include "host/state.h"
#include "talk/paths.h"
#include "talk/protocol_body.h"

int control_connect(uint32_t uid, uint32_t number, unsigned milliseconds)
{
	char path[STATE_DIR_SIZE];

	snprintf(path, sizeof(path), "%s/t/%u/%u/control", HOSTEL_STATEDIR, uid, number);
	return protocol_connect_plain(path, milliseconds);
}

bool control_has_ended(int error)
{
	return error == ECONNREFUSED || error == ENOENT;
}

void control_close(int *fd)
{
	if (*fd >= 0 && !protocol_hang_up(*fd))
		helper_close(fd);
	fd_close(fd);
}

/*
 * What waits in the socket, and who sent it, in our pid namespace: unix(7), SO_PASSCRED. 1; 0 at the end;
 * -1 with errno, EPROTO if descriptors come with it: who takes them out has to close them, so they stay.
 */
static int peek(int fd, int32_t *pid)
{
	char byte;
	struct iovec iov = {&byte, 1};
	union {
		char bytes[CMSG_LEN(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *c;
	struct ucred who;
	ssize_t n;

	*pid = 0;
	do
		n = recvmsg(fd, &m, MSG_PEEK | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	c = CMSG_FIRSTHDR(&m);
	if (n < 0 || (n == 0 && !c))
		return (int)n;
	errno = EPROTO;
	if (m.msg_flags & MSG_CTRUNC || !c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS)
		return -1;
	memcpy(&who, CMSG_DATA(c), sizeof(who));
	*pid = who.pid;
	return 1;
}

/* As message_receive(), without descriptors. */
static int receive(int fd, struct message *m, unsigned char *buffer, size_t size, int32_t *pid)
{
	const int n = peek(fd, pid);

	return n > 0 ? message_receive(fd, m, buffer, size) : n;
}

int control_ask(int fd)
{
	const struct message m = {.type = MESSAGE_STATUS};

	return message_send(fd, &m);
}

int control_answer(int fd, struct status *s, int32_t *pid)
{
	unsigned char buffer[PROTOCOL_HEAD_SIZE + 256];
	struct message m;

	if (receive(fd, &m, buffer, sizeof(buffer), pid) <= 0 || *pid <= 0)
		return -1;
	return m.type == MESSAGE_OK ? status_get(s, m.body, m.body_size) : -1;
}

int control_status(int fd, struct status *s, int32_t *pid)
{
	*pid = 0;
	return control_ask(fd) < 0 ? -1 : control_answer(fd, s, pid);
}

int control_retire(uint32_t uid, uint32_t number, unsigned milliseconds)
{
	const struct message m = {.type = MESSAGE_RETIRE};
	unsigned char buffer[PROTOCOL_HEAD_SIZE + 256];
	int AUTO_CONTROL fd = control_connect(uid, number, milliseconds);
	struct message answer;
	int32_t pid;
	int n;

	if (fd < 0 || message_send(fd, &m) < 0)
		return -1;
	n = receive(fd, &answer, buffer, sizeof(buffer), &pid);
	/* The kernel hangs up for PID 1 when it ends; with a question unread it resets. unix(7) */
	return n == 0 || (n < 0 && errno == ECONNRESET);
}
