/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP, tried: hostel/tcp_probe.h.
 */
#include "base/tcp_probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>

#include "base/fd.h"

#define PROTOCOL_MPTCP 262 /* IPPROTO_MPTCP, since Linux 5.6 */

static const struct {
	const char *name;
	bool connects;
} ways[TCP_WAYS] = {
	[TCP_BIND] = {"bind", false},
	[TCP_CONNECT] = {"connect", true},
	[TCP_FASTOPEN] = {"MSG_FASTOPEN", true},
	[TCP_MPTCP_BIND] = {"bind of Multipath TCP", false},
	[TCP_MPTCP_CONNECT] = {"connect of Multipath TCP", true},
};

const char *tcp_way_name(enum tcp_way way)
{
	return ways[way].name;
}

bool tcp_way_connects(enum tcp_way way)
{
	return ways[way].connects;
}

int tcp_try(enum tcp_way way, uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct sockaddr *address = (const struct sockaddr *)&to;
	bool multipath = way == TCP_MPTCP_BIND || way == TCP_MPTCP_CONNECT;
	int AUTO_CLOSE fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
		multipath ? PROTOCOL_MPTCP : 0);
	long result;

	if (fd < 0)
		return errno;
	if (way == TCP_FASTOPEN)
		result = sendto(fd, "", 1, MSG_FASTOPEN | MSG_NOSIGNAL, address, sizeof(to));
	else
		result = ways[way].connects ? connect(fd, address, sizeof(to))
			: bind(fd, address, sizeof(to));
	return result < 0 ? errno : 0;
}

/* Landlock, the filter by `deny`, by its parts, net.mptcp.enabled = 0, a kernel without inet. */
bool tcp_refused(int error)
{
	return error == EACCES || error == EPERM || error == EOPNOTSUPP || error == EPROTONOSUPPORT ||
		error == ENOPROTOOPT || error == EAFNOSUPPORT;
}
