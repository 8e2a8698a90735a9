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
#include "listen.h"
#include "request.h"
#include "room.h"
#include "talk/protocol.h"

static const uint64_t limits[WITNESS_LIMITS] = {SOURCE_OOM, SOURCE_PIDS};

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

static void read_signals(struct server *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (info.ssi_signo == SIGTERM)
			room_drain(s);
	room_reap(s);
}

static bool has_deadline(const struct client *c)
{
	return c->state == CLIENT_WAITING || c->state == CLIENT_STARTING || c->state == CLIENT_CLOSING;
}

/* Milliseconds to the next deadline, -1 for none. */
static int next_timeout(const struct server *s)
{
	uint64_t first = s->deadline ? s->deadline : UINT64_MAX, t = clock_now();
	const uint64_t witness = witness_due(&s->witness);

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *c = &s->clients[i];
		uint64_t next = has_deadline(c) ? c->deadline : clock_next(s->policy, &c->clock);

		if (c->state != CLIENT_FREE && next < first)
			first = next;
	}
	if (s->coarse.due && s->coarse.due < first)
		first = s->coarse.due;
	if (witness && witness < first)
		first = witness;
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
	if (s->deadline && s->deadline <= t)
		room_deadline(s);
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
	if (s->coarse.events > 0 && listen_watch(s, s->coarse.events, SOURCE_COARSE) < 0)
		return -1;
	witness_begin(&s->witness, s->epoll, limits);
	if (fd_stat("/dev/pts", &st) < 0)
		return -1;
	s->pty_dev = st.st_dev;
	s->since = (uint64_t)time(NULL);
	s->deadline = clock_now() + REQUEST_MILLISECONDS; /* for the first session to come */
	return listen_again(s) < 0 || listen_watch(s, s->signals, SOURCE_SIGNALS) < 0 ||
			listen_watch(s, s->reports[0], SOURCE_REPORTS) < 0 ? -1 : 0;
}

static void client_says(struct server *s, struct client *c)
{
	switch (client_event(s, c)) {
	case CLIENT_DROP:
		client_drop(s, c);
		break;
	case CLIENT_STOP:
		room_drain(s);
		break;
	case CLIENT_RETIRE:
		room_retire(s);
		break;
	case CLIENT_STAYS:
		break;
	}
}

static void handle(struct server *s, uint64_t source)
{
	switch (source) {
	case SOURCE_CONTROL:
		listen_accept(s, s->control, true);
		break;
	case SOURCE_DOOR:
		listen_accept(s, s->door, false);
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
	case SOURCE_OOM:
	case SOURCE_PIDS:
		witness_event(&s->witness, source == SOURCE_OOM ? WITNESS_OF_MEMORY : WITNESS_OF_PIDS,
			clock_now());
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
		/* Before anybody hears that a process has ended: root may look then for what ran. */
		witness_look(&s->witness, limits, clock_now());
		for (int i = 0; i < n; i++)
			handle(s, events[i].data.u64);
		check_deadlines(s);
		if (s->paused && s->freed && s->state != ROOM_DRAINING && listen_again(s) < 0)
			room_drain(s);
		room_look(s);
	}
}
