/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said of a room to the host's log, and to the programs inside.
 */
#include "room.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "bounds.h"
#include "spool.h"

void room_say(const struct room *r, const char *format, ...)
{
	const struct sockaddr_un log = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
	static uint64_t minute, lines;
	const uint64_t now = now_milliseconds(CLOCK_MONOTONIC) / 60000;
	int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char text[600], line[800];
	va_list ap;
	int n;

	lines = now == minute ? lines + 1 : 0;
	minute = now;
	if (lines >= LINES_MAX)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	/* 76: facility cron, severity warning. syslog(3) */
	n = snprintf(line, sizeof(line), "<76>hostel-jobs[%d]: %.64s: %s", (int)getpid(), r->name, text);
	if (fd >= 0 && n > 0 && connect(fd, (const struct sockaddr *)&log, sizeof(log)) == 0 &&
	    send(fd, line, strnlen(line, sizeof(line)), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return; /* a full log is no reason to wait */
}

int room_permit(const struct room *r, int dir, bool permitted, bool needed)
{
	char line[300];
	const int n = permitted ? 0 : snprintf(line, sizeof(line), "%.200s\n", r->name);
	struct stat st;

	if (permitted && !needed)
		return spool_remove(dir, ".deny");
	/* Written when it is to be another one only: each is a change of the directory's. */
	if (fstatat(dir, ".deny", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) && st.st_size == n)
		return 0;
	return spool_write(dir, ".deny", line, (size_t)n, 0400);
}
