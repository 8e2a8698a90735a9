/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection to PID 1. Whatever it sends, only it suffers; nothing is trusted but what the
 * kernel says (SO_PEERCRED, the socket it came through). No descriptor is received here: request.c.
 */
#include "server.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wire.h"
#include "spawn.h"
#include "talk/protocol_body.h"

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
		if (s->paused && !s->draining && server_listen(s) < 0)
			server_drain(s);
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

static void open_session(struct server *s, struct client *c, const struct message *m)
{
	struct message answer = {.type = MESSAGE_OK, .fd_count = 2};
	struct session_info info;

	if (session_info_get(&info, m->body, m->body_size) < 0) {
		client_drop(s, c);
		return;
	}
	if (server_sessions(s) >= info.max_sessions) {
		message_refuse_why(c->fd, WHY_SESSIONS, "too many sessions are open");
		client_drop(s, c);
		return;
	}
	answer.fds[0] = s->porch_namespace;
	answer.fds[1] = s->ipc_namespace;
	if (s->net_namespace >= 0)
		answer.fds[answer.fd_count++] = s->net_namespace;
	if (message_send(c->fd, &answer) < 0) {
		client_drop(s, c);
		return;
	}
	c->state = CLIENT_SESSION;
	clock_start(&c->clock, 0);
	/* After its programs: with the connection gone, nobody would wait for those that do not heed it. */
	c->clock.started += CLOCK_GRACE + 1000;
}

static void tell_status(struct server *s, struct client *c)
{
	const struct status status = {.since = s->since, .sessions = server_sessions(s),
		.lingering = !server_sessions(s)};
	unsigned char body[64];
	struct message m = {.type = MESSAGE_OK, .body = body};

	m.body_size = status_put(&status, body, sizeof(body));
	message_send(c->fd, &m);
	client_drop(s, c);
}

/* From here on the connection is the child's, until it reports. */
static void start(struct server *s, struct client *c)
{
	struct message answer = {.type = MESSAGE_OK};
	struct spawn spawn = {.launch = s->launch, .policy = s->policy, .pty_dev = s->pty_dev,
		.connection = c->fd, .reports = s->reports[1], .report.client = (uint32_t)(c - s->clients)};
	struct err e = ERR_NONE;

	if (s->draining) {
		message_refuse(c->fd, "this session is being ended");
		client_drop(s, c);
		return;
	}
	c->pid = spawn_process(&spawn, &e);
	if (c->pid < 0) {
		message_refuse(c->fd, e.code == EAGAIN || e.code == ENOMEM
			? "the limit of processes or memory is reached" : e.message);
		client_drop(s, c);
		return;
	}
	epoll_ctl(s->epoll, EPOLL_CTL_DEL, c->fd, NULL);
	c->state = CLIENT_STARTING;
	c->deadline = clock_now() + START_MILLISECONDS;
	message_send(c->fd, &answer);
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
		if (!c->control) /* what root started is his to end */
			clock_start(&c->clock, r.terminal);
		else
			c->clock = (struct clock){0};
		if (server_watch(s, c->fd, (uint64_t)(uintptr_t)c) < 0)
			client_drop(s, c);
	}
}

static void send_signal(struct client *c, const struct message *m)
{
	struct wire_reader r = {.data = m->body, .left = m->body_size};
	uint32_t number = wire_get_u32(&r);

	if (c->state == CLIENT_EXEC && wire_done(&r) && number > 0 && number < 32)
		signal_process(c, (int)number);
}

/* hostel was upgraded, or was not, while this sandbox is alive. */
static void other_version(struct server *s, const struct client *c, const struct message *m)
{
	if (m->type == MESSAGE_STOP && c->control)
		server_drain(s);
	else
		message_refuse_version(c->fd, m->magic, "hostel has been upgraded since: log in again");
}

void client_event(struct server *s, struct client *c)
{
	static unsigned char buffer[PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX];
	struct message m;
	int n;

	if (c->state != CLIENT_WAITING && c->state != CLIENT_SESSION && c->state != CLIENT_EXEC)
		return;
	if (protocol_look(c->fd) == PROTOCOL_DESCRIPTORS) {
		if (c->state == CLIENT_WAITING)
			message_refuse(c->fd, "the request is malformed");
		client_drop(s, c);
		return;
	}
	n = message_receive(c->fd, &m, buffer, sizeof(buffer));
	if (n < 0 && errno == EAGAIN)
		return;
	if (n < 0 && errno == EPROTONOSUPPORT && c->state == CLIENT_WAITING)
		other_version(s, c, &m);
	if (n <= 0) {
		client_drop(s, c);
		return;
	}
	if (c->state == CLIENT_SESSION)
		; /* sshd's child holds the connection too: whatever it says, it is only open */
	else if (m.type == MESSAGE_START && c->state == CLIENT_WAITING)
		start(s, c);
	else if (m.type == MESSAGE_SIGNAL)
		send_signal(c, &m);
	else if (m.type == MESSAGE_SESSION && c->control && c->state == CLIENT_WAITING)
		open_session(s, c, &m);
	else if (m.type == MESSAGE_STATUS && c->control && c->state == CLIENT_WAITING)
		tell_status(s, c);
	else if (m.type == MESSAGE_STOP && c->control && c->state == CLIENT_WAITING)
		server_drain(s);
	else
		client_drop(s, c);
}
