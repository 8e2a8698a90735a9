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
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wire.h"
#include "oom_score.h"
#include "processes.h"
#include "spawn.h"
#include "talk/protocol.h"

#define COMING_MILLISECONDS 1000 /* of the patience with the old, once somebody new waits */

uint32_t client_sessions(const struct server *s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *c = &s->clients[i];

		n += c->state == CLIENT_SESSION ||
		     (c->control && !c->service && (c->state == CLIENT_EXEC || c->state == CLIENT_STARTING));
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
	epoll_ctl(s->epoll, EPOLL_CTL_DEL, c->fd, NULL);
	if (c->state == CLIENT_EXEC && c->pid > 0) {
		/*
		 * hostel-shell stands for the process: killed, it takes it along. On a terminal that is a
		 * hang-up first, which what nohup and tmux have started survives as it does everywhere.
		 */
		signal_process(c, c->terminal ? SIGHUP : SIGKILL);
		signal_process(c, SIGCONT);
		if (c->service)
			processes_end(c->pid);
		if (c->terminal) {
			c->state = CLIENT_CLOSING;
			c->deadline = clock_now() + clock_grace(s->policy);
			return;
		}
	}
	c->state = CLIENT_CLOSING;
	client_close(s, c);
}

void client_exited(struct server *s, struct client *c, int status)
{
	bool started = c->state == CLIENT_EXEC;

	if (started && c->service)
		processes_end(c->pid);
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

static enum client_verdict open_session(struct server *s, struct client *c)
{
	/* Whoever still stands on the porch has no session: the login ends them. */
	static const unsigned char kept[4] = {1};
	struct message answer = {.type = MESSAGE_OK, .fd_count = 2, .body = kept,
		.body_size = s->left_behind ? sizeof(kept) : 0};

	if (client_sessions(s) >= c->most) {
		message_refuse_why(c->fd, WHY_SESSIONS, "too many sessions are open");
		return CLIENT_DROP;
	}
	answer.fds[0] = s->porch_namespace;
	answer.fds[1] = s->ipc_namespace;
	if (s->net_namespace >= 0)
		answer.fds[answer.fd_count++] = s->net_namespace;
	if (message_send(c->fd, &answer) < 0)
		return CLIENT_DROP;
	s->left_behind = false;
	c->state = CLIENT_SESSION;
	clock_start(&c->clock, 0);
	/* After its programs: with the connection gone, nobody would wait for those that do not heed it. */
	c->clock.started += clock_grace(s->policy) + 1000;
	return CLIENT_STAYS;
}

static enum client_verdict tell_status(const struct server *s, const struct client *c)
{
	const bool kept = s->state == ROOM_KEPT;
	const uint64_t now = clock_now(), end = kept || s->state == ROOM_LINGERING ? s->deadline : 0;
	const struct status status = {.since = s->since, .sessions = client_sessions(s), .kept = kept,
		.lingering = !client_sessions(s) && !kept,
		.until = end ? (uint64_t)time(NULL) + (end > now ? (end - now) / 1000 : 0) : 0};
	unsigned char body[64];
	struct message m = {.type = MESSAGE_OK, .body = body};

	m.body_size = status_put(&status, body, sizeof(body));
	message_send(c->fd, &m);
	return CLIENT_DROP;
}

/* Without a session, and no process shall be there. */
static bool is_left(const struct server *s)
{
	return s->state == ROOM_EMPTYING || s->state == ROOM_KILLING || s->state == ROOM_KEPT;
}

/* From here on the connection is the child's, until it reports. */
static enum client_verdict start(const struct server *s, struct client *c)
{
	struct message answer = {.type = MESSAGE_OK};
	struct spawn spawn = {.launch = s->launch, .policy = s->policy, .pty_dev = s->pty_dev,
		.connection = c->fd, .roots = c->control, .listener = -1,
		.user_namespace = s->user_namespace, .reports = s->reports[1],
		.report.client = (uint32_t)(c - s->clients)};
	struct err e = ERR_NONE;

	if (s->state == ROOM_DRAINING || (!c->control && is_left(s))) {
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
	c->told = 0;
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
		c->service = r.service;
		if (!c->control || c->service) /* what else root started is root's to end */
			clock_start(&c->clock, r.terminal);
		else
			c->clock = (struct clock){0};
		if (client_watch(s, c) < 0)
			client_drop(s, c);
	}
}

static enum client_verdict send_signal(const struct server *s, struct client *c, const struct message *m)
{
	struct wire_reader r = {.data = m->body, .left = m->body_size};
	const uint32_t asked = wire_get_u32(&r), number = asked & ~PROTOCOL_GROUP;
	const bool ending = s->state == ROOM_EMPTYING || s->state == ROOM_DRAINING;

	if (c->state != CLIENT_EXEC || c->pid <= 0 || !wire_done(&r) || !number || number >= 32)
		return CLIENT_STAYS;
	if (number == SIGTERM) {
		/* su(1) sends it and closes its session: whichever is heard of first, it is one. */
		if (ending && c->told)
			return CLIENT_STAYS;
		c->told = clock_now();
	}
	if (asked & PROTOCOL_GROUP)
		signal_process(c, (int)number);
	else
		kill(c->pid, (int)number);
	return CLIENT_STAYS;
}

/* A session, or a process. Where the room is being emptied it waits, and bounds the patience with the old. */
static enum client_verdict come(struct server *s, struct client *c, const struct message *m)
{
	struct session_info info = {0};

	if (m->type == MESSAGE_SESSION && session_info_get(&info, m->body, m->body_size) < 0)
		return CLIENT_DROP;
	c->asked = m->type;
	c->most = info.max_sessions;
	if (c->control && s->state == ROOM_KEPT)
		oom_score_set(OOM_SCORE_OWN);
	if (!c->control || (s->state != ROOM_EMPTYING && s->state != ROOM_KILLING))
		return c->asked == MESSAGE_SESSION ? open_session(s, c) : start(s, c);
	c->state = CLIENT_COMING;
	if (s->state == ROOM_EMPTYING && s->deadline > clock_now() + COMING_MILLISECONDS)
		s->deadline = clock_now() + COMING_MILLISECONDS;
	return CLIENT_STAYS;
}

void client_admit(struct server *s, struct client *c)
{
	c->state = CLIENT_WAITING;
	c->deadline = clock_now() + REQUEST_MILLISECONDS;
	if ((c->asked == MESSAGE_SESSION ? open_session(s, c) : start(s, c)) == CLIENT_DROP)
		client_drop(s, c);
}

/* From here on it is not kept. The connection stays open with PID 1 only where both end now. */
static enum client_verdict retire(struct server *s, struct client *c, const struct message *m)
{
	if (s->state == ROOM_KEPT && !client_sessions(s))
		return CLIENT_RETIRE;
	s->retired = true;
	message_refuse_version(c->fd, m->magic, "sessions are open");
	return CLIENT_DROP;
}

/* What it asks for. */
static enum client_verdict answer(struct server *s, struct client *c, const struct message *m)
{
	/* sshd's child holds the connection too: whatever it says, it is only open. */
	if (c->state == CLIENT_SESSION)
		return CLIENT_STAYS;
	if (m->type == MESSAGE_SIGNAL)
		return send_signal(s, c, m);
	if (c->state != CLIENT_WAITING)
		return CLIENT_DROP;
	if (m->type == MESSAGE_START || (m->type == MESSAGE_SESSION && c->control))
		return come(s, c, m);
	if (m->type == MESSAGE_STATUS && c->control)
		return tell_status(s, c);
	if (m->type == MESSAGE_RETIRE && c->control)
		return retire(s, c, m);
	return m->type == MESSAGE_STOP && c->control ? CLIENT_STOP : CLIENT_DROP;
}

enum client_verdict client_event(struct server *s, struct client *c)
{
	static unsigned char buffer[PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX];
	struct message m;
	int n;

	if (c->state != CLIENT_WAITING && c->state != CLIENT_SESSION && c->state != CLIENT_EXEC &&
	    c->state != CLIENT_COMING)
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
		if (m.type == MESSAGE_RETIRE && c->control)
			return retire(s, c, &m);
		if (m.type == MESSAGE_STOP && c->control) {
			client_drop(s, c);
			return CLIENT_STOP;
		}
		message_refuse_version(c->fd, m.magic, "hostel has been upgraded since: log in again");
	}
	return CLIENT_DROP;
}
