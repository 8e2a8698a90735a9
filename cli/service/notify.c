/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sd_notify(3), without its library: a datagram.
 */
#include "notify.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int socket_fd = -1;

void notify_open(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *path = getenv("NOTIFY_SOCKET");
	const size_t length = path ? strlen(path) : 0;

	if (!length || length >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, path, length);
	if (*path == '@')
		address.sun_path[0] = '\0';
	unsetenv("NOTIFY_SOCKET");
	socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (socket_fd >= 0 && connect(socket_fd, (const struct sockaddr *)&address,
				      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0) {
		close(socket_fd);
		socket_fd = -1;
	}
}

bool notify_is_heard(void)
{
	return socket_fd >= 0;
}

void notify(const char *format, ...)
{
	char text[512];
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (socket_fd >= 0 && n > 0 && send(socket_fd, text, strnlen(text, sizeof(text)), MSG_NOSIGNAL) < 0)
		return; /* it may be stopped itself */
}
