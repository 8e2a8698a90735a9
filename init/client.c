/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection to PID 1. Whatever it sends, only it suffers; nothing is trusted but what the
 * kernel says (SO_PEERCRED, the socket it came through). No descriptor is received here: request.c.
 */
#include "client.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wire.h"
#include "spawn.h"
#include "talk/protocol.h"

uint32_t client_sessions(const struct server *s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *c = &s->clients[i];

		n += c->state == CLIENT_SESSION ||
		     (c->control && (c->state == CLIENT_EXEC || c->state == CLIENT_STARTING));
	}
	return n;
}

int client_watch(const struct server *s, struct client *c)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};

	return epoll_ctl(s->epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void send_number(struct client *c, enum message_type type, uint32_t number)
{
	unsigned char body[4];
	struct wire_writer w = {.data = body, .size = sizeof(body)};
	struct message m = {.type = type, .body = body, .body_size = sizeof(body)};

	wire_put_u32(&w, number);
	message_send(c->fd, &m); /* who does not listen does not hear */
}

/* The process and its group, which it has only a moment after its birth. */
static void signal_process(const struct client *c, int number)
{
	if (kill(-c->pid, number) < 0)
		kill(c->pid, number);
}

void client_end(const struct client *c, bool kill)
{
	if (c->pid <= 0)
		return;
	signal_process(c, kill ? SIGKILL : c->terminal ? SIGHUP : SIGTERM);
	signal_process(c, SIGCONT);
}

/*
 * Nothing is closed in PID 1 that may wait: a connection only with an empty queue. Descriptors that somebody
 * left in it a child takes out, and ends with them; should it die before, they are still there for the next
 * one. Without a place for a process it is tried again later.
 */
void client_close(struct server *s, struct client *c)
{
	c->pid = 0;
	if (protocol_hang_up(c->fd)) {
		fd_close(&c->fd);
		c->state = CLIENT_FREE;
		s->freed = true;
		return;
	}
	c->pid = request_forget(c->fd);
	c->deadline = clock_now() + (c->pid > 0 ? REQUEST_MILLISECONDS : CLOSE_MILLISECONDS);
}

void client_drop(struct server *s, struct client *c)
{
	if (c->state == CLIENT_STARTING) { /* it reads from the same queue: when it has ended */
		signal_process(c, SIGKILL);
		c->deadline = clock_now() + REQUEST_MILLISECONDS;
		return;
	}
	if (c->state == CLIENT_EXEC && c->pid > 0) {
		/*
		 * hostel-shell stands for the process: killed, it takes it along. On a terminal that
		 * is a hang-up, which nohup and tmux survive as they do everywhere.
		 */
		signal_process(c, c->terminal ? SIGHUP : SIGKILL);
		signal_process(c, SIGCONT);
	}
	epoll_ctl(s->epoll, EPOLL_CTL_DEL, c->fd, NULL);
	c->state = CLIENT_CLOSING;
	client_close(s, c);
}

void client_exited(struct server *s, struct client *c, int status)
{
	bool started = c->state == CLIENT_EXEC;

	if (c->state == CLIENT_CLOSING) {
		client_close(s, c);
		return;
	}
	c->pid = 0;
	c->state = CLIENT_EXEC;
	if (started)
		send_number(c, MESSAGE_EXITED, (uint32_t)status);
	else if (status) /* else it has said why */
		message_refuse(c->fd, "the process was ended before it began");
	client_drop(s, c);
}

static enum client_verdict open_session(const struct server *s, struct client *c, const struct message *m)
{
	struct message answer = {.type = MESSAGE_OK, .fd_count = 2};
	struct session_info info;

	if (session_info_get(&info, m->body, m->body_size) < 0)
		return CLIENT_DROP;
	if (client_sessions(s) >= info.max_sessions) {
		message_refuse_why(c->fd, WHY_SESSIONS, "too many sessions are open");
		return CLIENT_DROP;
	}
	answer.fds[0] = s->porch_namespace;
	answer.fds[1] = s->ipc_namespace;
	if (s->net_namespace >= 0)
		answer.fds[answer.fd_count++] = s->net_namespace;
	if (message_send(c->fd, &answer) < 0)
		return CLIENT_DROP;
	c->state = CLIENT_SESSION;
	clock_start(&c->clock, 0);
	/* After its programs: with the connection gone, nobody would wait for those that do not heed it. */
	c->clock.started += CLOCK_GRACE + 1000;
	return CLIENT_STAYS;
}

static enum client_verdict tell_status(const struct server *s, const struct client *c)
{
	const struct status status = {.since = s->since, .sessions = client_sessions(s),
		.lingering = !client_sessions(s)};
	unsigned char body[64];
	struct message m = {.type = MESSAGE_OK, .body = body};

	m.body_size = status_put(&status, body, sizeof(body));
	message_send(c->fd, &m);
	return CLIENT_DROP;
}

/* From here on the connection is the child's, until it reports. */
static enum client_verdict start(const struct server *s, struct client *c)
{
	struct message answer = {.type = MESSAGE_OK};
	struct spawn spawn = {.launch = s->launch, .policy = s->policy, .pty_dev = s->pty_dev,
		.connection = c->fd, .reports = s->reports[1], .report.client = (uint32_t)(c - s->clients)};
	struct err e = ERR_NONE;

	if (s->draining) {
		message_refuse(c->fd, "this session is being ended");
		return CLIENT_DROP;
	}
	c->pid = spawn_process(&spawn, &e);
	if (c->pid < 0) {
		message_refuse(c->fd, e.code == EAGAIN || e.code == ENOMEM
			? "the limit of processes or memory is reached" : e.message);
		return CLIENT_DROP;
	}
	epoll_ctl(s->epoll, EPOLL_CTL_DEL, c->fd, NULL);
	c->state = CLIENT_STARTING;
	c->deadline = clock_now() + START_MILLISECONDS;
	message_send(c->fd, &answer);
	return CLIENT_STAYS;
}

void client_reports(struct server *s)
{
	struct report r;

	while (read(s->reports[0], &r, sizeof(r)) == (ssize_t)sizeof(r)) {
		struct client *c = &s->clients[r.client];

		if (c->state != CLIENT_STARTING || c->pid != r.pid)
			continue;
		c->state = CLIENT_EXEC;
		c->terminal = r.terminal != 0;
		if (!c->control) /* what root started is root's to end */
			clock_start(&c->clock, r.terminal);
		else
			c->clock = (struct clock){0};
		if (client_watch(s, c) < 0)
			client_drop(s, c);
	}
}

static enum client_verdict send_signal(const struct client *c, const struct message *m)
{
	struct wire_reader r = {.data = m->body, .left = m->body_size};
	uint32_t number = wire_get_u32(&r);

	if (c->state == CLIENT_EXEC && wire_done(&r) && number > 0 && number < 32)
		signal_process(c, (int)number);
	return CLIENT_STAYS;
}

/* What it asks for. */
static enum client_verdict answer(const struct server *s, struct client *c, const struct message *m)
{
	/* sshd's child holds the connection too: whatever it says, it is only open. */
	if (c->state == CLIENT_SESSION)
		return CLIENT_STAYS;
	if (m->type == MESSAGE_SIGNAL)
		return send_signal(c, m);
	if (c->state != CLIENT_WAITING)
		return CLIENT_DROP;
	if (m->type == MESSAGE_START)
		return start(s, c);
	if (m->type == MESSAGE_SESSION && c->control)
		return open_session(s, c, m);
	if (m->type == MESSAGE_STATUS && c->control)
		return tell_status(s, c);
	return m->type == MESSAGE_STOP && c->control ? CLIENT_STOP : CLIENT_DROP;
}

enum client_verdict client_event(struct server *s, struct client *c)
{
	static unsigned char buffer[PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX];
	struct message m;
	int n;

	if (c->state != CLIENT_WAITING && c->state != CLIENT_SESSION && c->state != CLIENT_EXEC)
		return CLIENT_STAYS;
	if (protocol_look(c->fd) == PROTOCOL_DESCRIPTORS) {
		if (c->state == CLIENT_WAITING)
			message_refuse(c->fd, "the request is malformed");
		return CLIENT_DROP;
	}
	n = message_receive(c->fd, &m, buffer, sizeof(buffer));
	if (n > 0)
		return answer(s, c, &m);
	if (n < 0 && errno == EAGAIN)
		return CLIENT_STAYS;
	/* hostel was upgraded, or was not, while this sandbox is alive. */
	if (n < 0 && errno == EPROTONOSUPPORT && c->state == CLIENT_WAITING) {
		if (m.type == MESSAGE_STOP && c->control) {
			client_drop(s, c);
			return CLIENT_STOP;
		}
		message_refuse_version(c->fd, m.magic, "hostel has been upgraded since: log in again");
	}
	return CLIENT_DROP;
}
