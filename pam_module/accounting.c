/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * utmp(5), wtmp and lastlog(8): on the porch there are none, so that nobody writes "pts/0" of somebody
 * else. The login is written before the porch is joined, the logout by a helper that goes to the host.
 */
#include "accounting.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/utmp_file.h"
#include "on_host.h"
#include "service.h"

/*
 * A terminal of the host's (login on tty1) is its own name. A pty is not known yet and would be the
 * sandbox's pts/0, or another login's: there service and pid are unique.
 */
static void name_line(struct utmpx *u, const struct login *l)
{
	const char *tty = strncmp(l->tty, "/dev/", 5) ? l->tty : l->tty + 5;

	if (service_is(l->service, SERVICE_CONSOLE) && *tty && !strchr(tty, '/'))
		snprintf(u->ut_line, sizeof(u->ut_line), "%.31s", tty);
	else
		snprintf(u->ut_line, sizeof(u->ut_line), "%.16s/%d", l->service, (int)u->ut_pid);
}

static struct utmpx make_entry(const struct login *l, time_t now)
{
	struct utmpx u = {.ut_type = USER_PROCESS, .ut_pid = getpid()};

	u.ut_tv.tv_sec = (int32_t)now;
	name_line(&u, l);
	utmp_id(u.ut_id, u.ut_pid);
	snprintf(u.ut_user, sizeof(u.ut_user), "%.31s", l->account.name);
	snprintf(u.ut_host, sizeof(u.ut_host), "%.255s", l->from);
	if (inet_pton(AF_INET, l->from, u.ut_addr_v6) != 1)
		inet_pton(AF_INET6, l->from, u.ut_addr_v6);
	return u;
}

/*
 * sshd's "Last login", which it cannot read on the porch; the other services have pam_lastlog for it. An
 * entry of this moment is this login's, by another module.
 */
static void say_before(char text[], size_t size, const struct lastlog *entry, time_t now)
{
	time_t then = (time_t)(uint32_t)entry->ll_time;
	char date[32];

	if (then == 0 || then >= now - 1 || !ctime_r(&then, date))
		return;
	snprintf(text, size, "Last login: %.24s%s%.*s", date, *entry->ll_host ? " from " : "",
		(int)sizeof(entry->ll_host), entry->ll_host);
}

static void write_lastlog(struct accounting *a, const struct login *l, time_t now)
{
	int AUTO_CLOSE fd = record_file_open(l->policy.lastlog, O_RDWR, sizeof(struct lastlog));
	struct lastlog entry;
	off_t at = (off_t)l->account.uid * (off_t)sizeof(entry);

	if (fd < 0)
		return;
	if (service_is(l->service, SERVICE_CONNECTION) &&
	    pread(fd, &entry, sizeof(entry), at) == (ssize_t)sizeof(entry))
		say_before(a->before, sizeof(a->before), &entry, now);
	entry = (struct lastlog){.ll_time = (int32_t)now};
	snprintf(entry.ll_line, sizeof(entry.ll_line), "%s", l->service);
	snprintf(entry.ll_host, sizeof(entry.ll_host), "%s", l->from);
	if (pwrite(fd, &entry, sizeof(entry), at) != (ssize_t)sizeof(entry))
		return;
}

void accounting_login(struct accounting *a, const struct login *l)
{
	time_t now = time(NULL);

	*a = (struct accounting){0};
	if (!service_is(l->service, SERVICE_LOGIN))
		return; /* su and cron do not count as logins, natively either */
	a->entry = make_entry(l, now);
	if (strcmp(l->policy.utmp, "none") && utmp_login(l->policy.utmp, &a->entry) == 0)
		a->utmp = strdup(l->policy.utmp);
	if (strcmp(l->policy.wtmp, "none") && wtmp_append(l->policy.wtmp, &a->entry) == 0)
		a->wtmp = strdup(l->policy.wtmp);
	if (strcmp(l->policy.lastlog, "none"))
		write_lastlog(a, l, now);
}

void accounting_write_logout(const struct accounting *a)
{
	const struct utmpx ended = utmp_ended(&a->entry);

	if (a->utmp)
		utmp_logout(a->utmp, &a->entry);
	if (a->wtmp)
		wtmp_append(a->wtmp, &ended);
}

static void write_logout(const void *data)
{
	accounting_write_logout(data);
}

void accounting_logout(struct accounting *a)
{
	if (accounting_open(a))
		on_host_run(write_logout, a);
	accounting_free(a);
}

bool accounting_open(const struct accounting *a)
{
	return a->utmp || a->wtmp;
}

void accounting_free(struct accounting *a)
{
	free(a->utmp);
	free(a->wtmp);
	a->utmp = a->wtmp = NULL;
}
