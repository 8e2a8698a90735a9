/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two sockets on which PID 1 listens.
 */
#ifndef INIT_LISTEN_H
#define INIT_LISTEN_H

#include "client.h"

/* epoll data: small numbers are these, the others pointers to clients. */
enum source { SOURCE_CONTROL = 1, SOURCE_DOOR, SOURCE_SIGNALS, SOURCE_COARSE, SOURCE_REPORTS,
	SOURCE_OOM, SOURCE_PIDS, SOURCES };

/* Hear of what comes on this descriptor. 0 or -1. */
int listen_watch(const struct server *s, int fd, enum source source);

/* At first, and once there is a place again for those who wait. 0 or -1. */
int listen_again(struct server *s);

/* Take a connection. False if there is none, or no place for it. */
bool listen_accept(struct server *s, int listener, bool control);

/* Nobody can connect any more. */
void listen_stop(struct server *s);

#endif
