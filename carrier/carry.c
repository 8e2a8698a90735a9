/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections, carried. One process, poll(2), bounded buffers: who reads slowly is read from slowly.
 */
#include "carry.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/carrier.h"
#include "talk/relay.h"

#define ROUNDS_MAX 8 /* buffers that one connection carries before the others have their turn */
#define FULL_MILLISECONDS 20 /* the program's queue is full: until the next try */

/* Buffers and sockets of one request; ways: 0 from outside in, 1 from inside out. */
struct connection {
	struct relay_way ways[2];
	int ends[2]; /* outside, inside */
	bool shut[2];
};

struct carrying {
	const char *name;
	uint16_t port;
	int listener; /* -1: nobody is let in any more */
	int waiting;  /* accepted, and the program's queue is full; or -1 */
	size_t count, most;
	struct connection *v[CARRIER_CONNECTIONS];
};

static volatile sig_atomic_t told_to_end;

static void tell_to_end(int number)
{
	(void)number;
	told_to_end = 1;
}

static int reach(const struct carrying *k)
{
	struct sockaddr_in port = {.sin_family = AF_INET, .sin_port = htons(k->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_un path = {.sun_family = AF_UNIX};
	int AUTO_CLOSE fd =
		socket(k->port ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int n;

	snprintf(path.sun_path, sizeof(path.sun_path), "%s.sock", k->name);
	n = k->port ? connect(fd, (const struct sockaddr *)&port, sizeof(port))
		    : connect(fd, (const struct sockaddr *)&path, sizeof(path));
	return n == 0 || errno == EINPROGRESS ? fd_take(&fd) : -1;
}

/*
 * Each turn costs a poll(2) of all: as much as there is goes in one, if a full buffer or POLLRDHUP says
 * that there is more, or the end.
 */
static void move(struct connection *n, int way, short from, short to)
{
	struct relay_way *w = &n->ways[way];
	bool more = true;

	for (int round = 0; round < ROUNDS_MAX && more; round++) {
		if (!relay_writes(w))
			w->start = w->end = 0;
		if (from && relay_reads(w))
			relay_read(w);
		more = w->from >= 0 && (from & POLLRDHUP || w->end == sizeof(w->data));
		if ((to || from) && relay_writes(w))
			relay_write(w);
		more = more && !relay_writes(w);
	}
	if (w->from < 0 && !relay_writes(w) && !n->shut[way]) {
		n->shut[way] = true;
		shutdown(w->to, SHUT_WR);
	}
}

/* Both ends are taken over. */
static void add(struct carrying *k, int outside, int inside)
{
	struct connection *n = malloc(sizeof(*n));

	if (!n) {
		close(outside);
		close(inside);
		return;
	}
	for (int i = 0; i < 2; i++) {
		n->ends[i] = i ? inside : outside;
		n->shut[i] = false;
		n->ways[i].from = i ? inside : outside;
		n->ways[i].to = i ? outside : inside;
		n->ways[i].start = n->ways[i].end = 0;
	}
	k->v[k->count++] = n;
	move(n, 0, POLLIN, POLLOUT); /* web servers ask at once */
}

static void let_in(struct carrying *k)
{
	int inside;

	if (k->waiting < 0)
		k->waiting = accept4(k->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (k->waiting < 0) {
		if (told_to_end) /* and nobody is left in the queue */
			fd_close(&k->listener);
		return;
	}
	inside = reach(k);
	if (inside < 0 && errno == EAGAIN)
		return; /* the program is slow, and whoever else comes waits, too */
	if (inside < 0)
		close(k->waiting);
	else
		add(k, k->waiting, inside);
	k->waiting = -1;
}

/* Nothing more will go either way; or the one who asked has gone, and nobody hears the answer. */
static bool is_over(const struct connection *n, short outside, short inside)
{
	return (n->shut[0] && n->shut[1]) || outside & POLLERR || inside & POLLERR ||
	       (outside & POLLHUP && !relay_writes(&n->ways[0]) && n->ways[0].from < 0);
}

static short wanted(const struct connection *n, int end)
{
	return (short)((relay_reads(&n->ways[end]) ? POLLIN | POLLRDHUP : 0) |
		       (relay_writes(&n->ways[!end]) ? POLLOUT : 0));
}

/*
 * Where nothing is wanted poll(2) would go on telling of a hang-up. That of the web server is to be heard
 * while the program takes its time, but not before the program has been given the whole request.
 */
static int heard(const struct connection *n, int end, short events)
{
	return events || (end == 0 && !relay_writes(&n->ways[0])) ? n->ends[end] : -1;
}

static void serve_all(struct carrying *k, const struct pollfd *p)
{
	for (size_t i = k->count; i-- > 0;) {
		struct connection *n = k->v[i];
		const short outside = p[2 * i].revents, inside = p[2 * i + 1].revents;

		move(n, 0, outside & (POLLIN | POLLRDHUP | POLLHUP), inside & POLLOUT);
		move(n, 1, inside & (POLLIN | POLLRDHUP | POLLHUP), outside & POLLOUT);
		if (!is_over(n, outside, inside))
			continue;
		close(n->ends[0]);
		close(n->ends[1]);
		free(n);
		k->v[i] = k->v[--k->count];
	}
}

/* As many as there may be descriptors for. */
static size_t find_most(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur < CARRIER_OTHERS + 2)
		return 1;
	files.rlim_cur = (files.rlim_cur - CARRIER_OTHERS) / 2;
	return files.rlim_cur < CARRIER_CONNECTIONS ? (size_t)files.rlim_cur : CARRIER_CONNECTIONS;
}

/* Whoever had connected before we were told to end is served, too. */
static bool takes_the_last(const struct carrying *k)
{
	return told_to_end && k->listener >= 0 && k->waiting < 0 && k->count < k->most;
}

static const struct timespec *patience(const struct carrying *k)
{
	static const struct timespec none, full = {0, FULL_MILLISECONDS * 1000000L};

	return takes_the_last(k) ? &none : k->waiting >= 0 ? &full : NULL;
}

/* SIGTERM comes between two looks only. Returns the mask to look with. */
static int hear_of_end(sigset_t *look)
{
	struct sigaction action = {.sa_handler = tell_to_end};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, look) < 0)
		return -1;
	sigdelset(look, SIGTERM);
	return sigaction(SIGTERM, &action, NULL);
}

int carry(const char *name, uint16_t port)
{
	static struct carrying k;
	static struct pollfd p[2 * CARRIER_CONNECTIONS + 1];
	sigset_t look;

	k.name = name;
	k.port = port;
	k.most = find_most();
	k.listener = CARRIER_LISTENER;
	k.waiting = -1;
	if (hear_of_end(&look) < 0)
		return -1;
	while (k.listener >= 0 || k.count || k.waiting >= 0) {
		const size_t last = 2 * k.count;
		const bool more = k.waiting < 0 && k.count < k.most;

		for (size_t i = 0; i < last; i++) {
			const short events = wanted(k.v[i / 2], (int)(i % 2));

			p[i] = (struct pollfd){heard(k.v[i / 2], (int)(i % 2), events), events, 0};
		}
		p[last] = (struct pollfd){more ? k.listener : -1, POLLIN, 0};
		if (ppoll(p, last + 1, patience(&k), &look) < 0 && errno != EINTR)
			return -1;
		const bool comes = p[last].revents || k.waiting >= 0 || takes_the_last(&k);

		serve_all(&k, p);
		if (comes && k.count < k.most)
			let_in(&k);
	}
	return 0;
}
