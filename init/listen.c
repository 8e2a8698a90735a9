/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who connects to PID 1.
 */
#include "listen.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "request.h"
#include "talk/protocol.h"

int listen_watch(const struct server *s, int fd, enum source source)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = source};

	return epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &event);
}

int listen_again(struct server *s)
{
	if ((listen_watch(s, s->control, SOURCE_CONTROL) < 0 && errno != EEXIST) ||
		(listen_watch(s, s->door, SOURCE_DOOR) < 0 && errno != EEXIST))
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

bool listen_accept(struct server *s, int listener, bool control)
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

/* Nobody can connect any more. Who has is let go as a client: with the listener all would be closed. */
static void stop(struct server *s, int listener, bool control)
{
	struct client *c;

	epoll_ctl(s->epoll, EPOLL_CTL_DEL, listener, NULL);
	shutdown(listener, SHUT_RDWR);
	while ((c = find_free(s, control)) && listen_accept(s, listener, control))
		if (c->state == CLIENT_WAITING)
			client_drop(s, c);
}

void listen_stop(struct server *s)
{
	stop(s, s->control, true);
	stop(s, s->door, false);
}
