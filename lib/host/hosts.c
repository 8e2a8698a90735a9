/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hosts(5), a line at a time.
 */
#include "host/hosts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"

#define FILE_MAX (16 << 20)

static bool leads_elsewhere(const char *address)
{
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, address, &four) == 1) {
		unsigned first = ntohl(four.s_addr) >> 24;

		return first != 127 && first != 0;
	}
	if (inet_pton(AF_INET6, address, &six) != 1)
		return false;
	return !IN6_IS_ADDR_LOOPBACK(&six) && !IN6_IS_ADDR_UNSPECIFIED(&six) &&
		!IN6_IS_ADDR_MULTICAST(&six) && !(IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == 127);
}

/* The line without what stands behind #, if it names another machine. */
static bool is_wanted(char *line)
{
	char address[INET6_ADDRSTRLEN];
	size_t length;

	line[strcspn(line, "#\r")] = '\0';
	length = strcspn(line, " \t");
	if (!length || length >= sizeof(address) || !line[length])
		return false;
	memcpy(address, line, length);
	address[length] = '\0';
	return leads_elsewhere(address);
}

char *hosts_of_host(void)
{
	int AUTO_CLOSE fd = open("/etc/hosts", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *AUTO_FREE text = NULL, *rest, *line, *lines;
	size_t length, used = 0;
	const int error = errno; /* of open(2) */

	lines = malloc(HOSTS_MAX + 1);
	if (!lines)
		return NULL;
	if (fd < 0 ? error != ENOENT && error != ELOOP
		   : fd_read_file(fd, FILE_MAX, &text, &length) < 0 && errno != EFBIG && errno != EISDIR) {
		free(lines);
		return NULL;
	}
	if (text) {
		rest = text;
		while ((line = strsep(&rest, "\n")))
			if (is_wanted(line) && used + strlen(line) + 1 < HOSTS_MAX)
				used += (size_t)sprintf(lines + used, "%s\n", line);
	}
	lines[used] = '\0';
	return lines;
}
