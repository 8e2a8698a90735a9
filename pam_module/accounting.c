/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wtmp(5) and lastlog(8): on the porch there are none, so that nobody writes "pts/0" of somebody else.
 */
#include <fcntl.h>
#include <lastlog.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

#include "hostel/fd.h"
#include "sandbox.h"

static void write_wtmp(const struct login *l, time_t now)
{
	int AUTO_CLOSE fd = open(l->policy.wtmp, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	struct utmpx entry = {.ut_type = USER_PROCESS, .ut_pid = getpid()};

	if (fd < 0)
		return;
	entry.ut_tv.tv_sec = (int32_t)now;
	/* The pty is not known yet and would be the sandbox's pts/0: service and pid are unique. */
	snprintf(entry.ut_line, sizeof(entry.ut_line), "%.16s/%d", l->service, (int)getpid());
	snprintf(entry.ut_id, sizeof(entry.ut_id), "%x", (unsigned)getpid() & 0xfff);
	snprintf(entry.ut_user, sizeof(entry.ut_user), "%.31s", l->account.name);
	snprintf(entry.ut_host, sizeof(entry.ut_host), "%.255s", l->from);
	if (write(fd, &entry, sizeof(entry)) != (ssize_t)sizeof(entry))
		return; /* a full disk is no reason to refuse a login */
}

static void write_lastlog(const struct login *l, time_t now)
{
	int AUTO_CLOSE fd = open(l->policy.lastlog, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	struct lastlog entry = {.ll_time = (int32_t)now};
	off_t at = (off_t)l->account.uid * (off_t)sizeof(entry);

	if (fd < 0)
		return;
	snprintf(entry.ll_line, sizeof(entry.ll_line), "%s", l->service);
	snprintf(entry.ll_host, sizeof(entry.ll_host), "%s", l->from);
	if (pwrite(fd, &entry, sizeof(entry), at) != (ssize_t)sizeof(entry))
		return;
}

void accounting_login(const struct login *l)
{
	time_t now = time(NULL);

	if (strcmp(l->service, "login") && strncmp(l->service, "sshd", 4))
		return; /* su and cron do not count as logins, natively either */
	if (strcmp(l->policy.wtmp, "none"))
		write_wtmp(l, now);
	if (strcmp(l->policy.lastlog, "none"))
		write_lastlog(l, now);
}
