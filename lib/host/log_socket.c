/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A look at the queue of /dev/log before a line goes there.
 */
#include "host/log_socket.h"

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"

#define PATIENCE_MILLISECONDS 1000

bool log_socket_takes(const char *path)
{
	static bool hangs; /* several lines of one login wait once */
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct pollfd p = {fd, POLLOUT, 0};

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return true;
	/* Connected, it is writable when the reader has room: unix_dgram_poll() of net/unix/af_unix.c. */
	hangs = poll(&p, 1, hangs ? 0 : PATIENCE_MILLISECONDS) == 0;
	return !hangs;
}
