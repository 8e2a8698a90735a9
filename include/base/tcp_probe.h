/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a process may do with TCP, tried and not read off a version number: Landlock's ABI 4 promises
 * ports, and its kernels differ in what of TCP they look at.
 */
#ifndef HOSTEL_TCP_PROBE_H
#define HOSTEL_TCP_PROBE_H

#include <stdbool.h>
#include <stdint.h>

/* The order is that of tcp_way_name(). */
enum tcp_way { TCP_BIND, TCP_CONNECT, TCP_FASTOPEN, TCP_MPTCP_BIND, TCP_MPTCP_CONNECT, TCP_WAYS };

/* "bind", "connect", "MSG_FASTOPEN", ... */
const char *tcp_way_name(enum tcp_way way);

/* Is it a way to connect, or else one to serve? */
bool tcp_way_connects(enum tcp_way way);

/*
 * Try it with that port of 127.0.0.1; the socket is closed again, nobody is waited for. 0, or the errno: of
 * the first call that failed.
 */
int tcp_try(enum tcp_way way, uint16_t port);

/* Was that a refusal? False for success, and for what only a kernel says that would have done it. */
bool tcp_refused(int error);

#endif
