/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID 1's loop: accept, reap, and end when the last session has gone.
 */
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "parent.h"
#include "request.h"
#include "talk/protocol.h"

#define DRAIN_MILLISECONDS 500 /* between SIGHUP, SIGTERM and SIGKILL at the end */

/* epoll data: small numbers are these, the others pointers to clients. */
enum { SOURCE_CONTROL = 1, SOURCE_DOOR, SOURCE_SIGNALS, SOURCE_COARSE, SOURCE_REPORTS, SOURCES };

static int watch(struct server *s, int fd, uint64_t data)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};

	return epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &event);
}

/* A copy was read: who reads on and on is not heard before it is made anew. */
static void coarse_event(struct server *s, bool heard)
{
	struct epoll_event event = {.events = heard ? EPOLLIN : 0, .data.u64 = SOURCE_COARSE};

	if (heard)
		coarse_refresh(&s->coarse);
	else
		coarse_was_read(&s->coarse, clock_now());
	epoll_ctl(s->epoll, EPOLL_CTL_MOD, s->coarse.events, &event);
}

static int listen_again(struct server *s)
{
	if ((watch(s, s->control, SOURCE_CONTROL) < 0 && errno != EEXIST) ||
		(watch(s, s->door, SOURCE_DOOR) < 0 && errno != EEXIST))
		return -1;
	s->paused = false;
	return 0;
}

static struct client *find_free(struct server *s, bool control)
{
	size_t first = control ? 0 : CLIENTS_CONTROL_RESERVE;

	for (size_t i = first; i < CLIENTS_MAX; i++)
		if (s->clients[i].state == CLIENT_FREE)
			return &s->clients[i];
	return NULL;
}

/* SO_PEERCRED: whoever connected, as this user namespace sees them. Root of the host has no name here. */
static bool is_tenant(const struct server *s, int fd)
{
	struct ucred who;
	socklen_t size = sizeof(who);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 && who.uid == s->launch->uid;
}

static bool prepare_client(const struct server *s, struct client *c)
{
	return (c->control || is_tenant(s, c->fd)) && client_watch(s, c) == 0;
}

static bool accept_client(struct server *s, int listener, bool control)
{
	struct client *c = find_free(s, control);
	int fd;

	if (!c) {
		epoll_ctl(s->epoll, EPOLL_CTL_DEL, listener, NULL);
		s->paused = true;
		s->freed = false;
		return false;
	}
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return false;
	*c = (struct client){.state = CLIENT_WAITING, .fd = fd, .control = control,
		.deadline = clock_now() + REQUEST_MILLISECONDS};
	if (!prepare_client(s, c)) {
		client_drop(s, c);
	} else if (c == &s->clients[CLIENTS_MAX - 1]) {
		message_refuse(fd, "too many processes have been started in this session");
		client_drop(s, c);
	}
	return true;
}

static void reap(struct server *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		parent_reaped(pid);
		client_reports(s); /* it may have begun and ended since */
		for (size_t i = 0; i < CLIENTS_MAX; i++) {
			struct client *c = &s->clients[i];

			if (c->state != CLIENT_FREE && c->pid == pid) {
				client_exited(s, c, status);
				break;
			}
		}
	}
	if (pid < 0 && errno == ECHILD && s->draining)
		_exit(0);
	/* Its SIGCHLD is gone: who waits for that process would wait for ever. */
	if (pid < 0 && errno != ECHILD)
		_exit(1);
}

/* Nobody can connect any more. Who has is let go as a client: with the listener all would be closed. */
static void stop_listening(struct server *s, int listener, bool control)
{
	struct client *c;

	epoll_ctl(s->epoll, EPOLL_CTL_DEL, listener, NULL);
	shutdown(listener, SHUT_RDWR);
	while ((c = find_free(s, control)) && accept_client(s, listener, control))
		if (c->state == CLIENT_WAITING)
			client_drop(s, c);
}

static void drain(struct server *s)
{
	if (s->draining)
		return;
	s->draining = true;
	stop_listening(s, s->control, true);
	stop_listening(s, s->door, false);
	s->deadline = clock_now() + DRAIN_MILLISECONDS;
	kill(-1, SIGHUP);
	kill(-1, SIGCONT);
	kill(-1, SIGTERM);
	reap(s);
}

static void read_signals(struct server *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (info.ssi_signo == SIGTERM)
			drain(s);
	reap(s);
}

/* The last session has gone, or is back: what the policy's linger says. */
static void check_sessions(struct server *s)
{
	uint64_t linger = s->policy->linger;

	if (s->draining)
		return;
	if (client_sessions(s)) {
		s->started = true;
		s->deadline = 0;
		return;
	}
	if (!s->started || s->deadline || linger == LINGER_YES)
		return;
	if (linger == LINGER_NO)
		drain(s);
	else
		s->deadline = clock_now() + linger * 1000;
}

static bool has_deadline(const struct client *c)
{
	return c->state == CLIENT_WAITING || c->state == CLIENT_STARTING || c->state == CLIENT_CLOSING;
}

/* Milliseconds to the next deadline, -1 for none. */
static int next_timeout(const struct server *s)
{
	uint64_t first = s->deadline ? s->deadline : UINT64_MAX, t = clock_now();

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *c = &s->clients[i];
		uint64_t next = has_deadline(c) ? c->deadline : clock_next(s->policy, &c->clock);

		if (c->state != CLIENT_FREE && next < first)
			first = next;
	}
	if (s->coarse.due && s->coarse.due < first)
		first = s->coarse.due;
	if (first == UINT64_MAX)
		return -1;
	if (first <= t)
		return 0;
	return first - t > 60000 ? 60000 : (int)(first - t) + 1;
}

static void check_clock(struct server *s, struct client *c, uint64_t t)
{
	switch (clock_look(s->policy, &c->clock, t)) {
	case CLOCK_END:
		/* sshd and the like see the end of the connection, and end with it. */
		if (c->state == CLIENT_SESSION)
			client_drop(s, c);
		else
			client_end(c, false);
		break;
	case CLOCK_KILL:
		client_end(c, true);
		break;
	case CLOCK_NOTHING:
		break;
	}
}

static void end_late(struct server *s, struct client *c)
{
	if (c->state != CLIENT_CLOSING) {
		client_drop(s, c);
	} else if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		c->deadline = clock_now() + REQUEST_MILLISECONDS;
	} else {
		client_close(s, c);
	}
}

static void check_deadlines(struct server *s)
{
	uint64_t t = clock_now();

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &s->clients[i];

		if (has_deadline(c) && c->deadline <= t)
			end_late(s, c);
		else if (c->state == CLIENT_SESSION || c->state == CLIENT_EXEC)
			check_clock(s, c, t);
	}
	if (s->coarse.due && s->coarse.due <= t)
		coarse_event(s, true);
	if (!s->deadline || s->deadline > t)
		return;
	if (s->draining) {
		kill(-1, SIGKILL);
		_exit(0); /* the kernel ends what is left of the pid namespace */
	}
	drain(s);
}

static int prepare(struct server *s)
{
	struct stat st;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->epoll < 0 || s->signals < 0 || pipe2(s->reports, O_CLOEXEC | O_NONBLOCK) < 0 ||
		sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -1;
	if (s->coarse.events > 0 && watch(s, s->coarse.events, SOURCE_COARSE) < 0)
		return -1;
	if (fd_stat("/dev/pts", &st) < 0)
		return -1;
	s->pty_dev = st.st_dev;
	s->since = (uint64_t)time(NULL);
	s->deadline = clock_now() + REQUEST_MILLISECONDS; /* for the first session to come */
	return listen_again(s) < 0 || watch(s, s->signals, SOURCE_SIGNALS) < 0 ||
			watch(s, s->reports[0], SOURCE_REPORTS) < 0 ? -1 : 0;
}

static void client_says(struct server *s, struct client *c)
{
	switch (client_event(s, c)) {
	case CLIENT_DROP:
		client_drop(s, c);
		break;
	case CLIENT_STOP:
		drain(s);
		break;
	case CLIENT_STAYS:
		break;
	}
}

static void handle(struct server *s, uint64_t source)
{
	switch (source) {
	case SOURCE_CONTROL:
		accept_client(s, s->control, true);
		break;
	case SOURCE_DOOR:
		accept_client(s, s->door, false);
		break;
	case SOURCE_SIGNALS:
		read_signals(s);
		break;
	case SOURCE_COARSE:
		coarse_event(s, false);
		break;
	case SOURCE_REPORTS:
		client_reports(s);
		break;
	default:
		client_says(s, (struct client *)(uintptr_t)source);
	}
}

int server_run(struct server *s)
{
	struct epoll_event events[16];

	if (prepare(s) < 0)
		return 1;
	for (;;) {
		int n = epoll_wait(s->epoll, events, 16, next_timeout(s));

		if (n < 0 && errno != EINTR)
			return 1;
		for (int i = 0; i < n; i++)
			handle(s, events[i].data.u64);
		check_deadlines(s);
		if (s->paused && s->freed && !s->draining && listen_again(s) < 0)
			drain(s);
		check_sessions(s);
	}
}
