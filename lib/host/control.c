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
#include "host/state.h"
#include "talk/paths.h"
#include "talk/protocol_body.h"

int control_connect(uint32_t uid, uint32_t number, unsigned milliseconds)
{
	char path[STATE_DIR_SIZE];

	snprintf(path, sizeof(path), "%s/t/%u/%u/control", HOSTEL_STATEDIR, uid, number);
	return protocol_connect(path, milliseconds);
}

bool control_has_ended(int error)
{
	return error == ECONNREFUSED || error == ENOENT;
}

/* Who sent the answer that waits in the socket, in our pid namespace. unix(7), SO_PASSCRED. */
static int32_t sender(int fd)
{
	char byte;
	struct iovec iov = {&byte, 1};
	union {
		char bytes[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = sizeof(control)};
	struct cmsghdr *c;
	struct ucred who;

	if (recvmsg(fd, &m, MSG_PEEK | MSG_CMSG_CLOEXEC) <= 0)
		return 0;
	c = CMSG_FIRSTHDR(&m);
	if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS)
		return 0;
	memcpy(&who, CMSG_DATA(c), sizeof(who));
	return who.pid;
}

int control_ask(int fd)
{
	const struct message m = {.type = MESSAGE_STATUS};
	int on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0 ? -1 : message_send(fd, &m);
}

int control_answer(int fd, struct status *s, int32_t *pid)
{
	unsigned char buffer[PROTOCOL_HEAD_SIZE + 256];
	struct message m;
	int result;

	*pid = sender(fd);
	if (*pid <= 0 || message_receive(fd, &m, buffer, sizeof(buffer)) <= 0)
		return -1;
	result = m.type == MESSAGE_OK ? status_get(s, m.body, m.body_size) : -1;
	message_close(&m);
	return result;
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
	int AUTO_CLOSE fd = control_connect(uid, number, milliseconds);
	struct message answer;
	int n;

	if (fd < 0 || message_send(fd, &m) < 0)
		return -1;
	n = message_receive(fd, &answer, buffer, sizeof(buffer));
	if (n > 0)
		message_close(&answer);
	/* The kernel hangs up for PID 1 when it ends; with a question unread it resets. unix(7) */
	return n == 0 || (n < 0 && errno == ECONNRESET);
}
