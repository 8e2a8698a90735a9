/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * utmp(5), wtmp and lastlog(8): on the porch there are none, so that nobody writes "pts/0" of somebody
 * else. The login is written before the porch is joined, the logout by a helper that goes to the host.
 */
#include "accounting.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <lastlog.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hostel/fd.h"
#include "hostel/utmp_file.h"

#define HELPER_MILLISECONDS 3000

/*
 * A terminal of the host's (login on tty1) is its own name. A pty is not known yet and would be the
 * sandbox's pts/0, or another login's: there service and pid are unique.
 */
static void name_line(struct utmpx *u, const struct login *l)
{
	const char *tty = strncmp(l->tty, "/dev/", 5) ? l->tty : l->tty + 5;

	if (!strcmp(l->service, "login") && *tty && !strchr(tty, '/'))
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

static void write_lastlog(const struct login *l, time_t now)
{
	int AUTO_CLOSE fd =
		open(l->policy.lastlog, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct lastlog entry = {.ll_time = (int32_t)now};
	off_t at = (off_t)l->account.uid * (off_t)sizeof(entry);

	if (fd < 0)
		return;
	snprintf(entry.ll_line, sizeof(entry.ll_line), "%s", l->service);
	snprintf(entry.ll_host, sizeof(entry.ll_host), "%s", l->from);
	if (pwrite(fd, &entry, sizeof(entry), at) != (ssize_t)sizeof(entry))
		return;
}

void accounting_login(struct accounting *a, const struct login *l)
{
	time_t now = time(NULL);

	*a = (struct accounting){0};
	if (strcmp(l->service, "login") && strncmp(l->service, "sshd", 4))
		return; /* su and cron do not count as logins, natively either */
	a->entry = make_entry(l, now);
	if (strcmp(l->policy.utmp, "none") && utmp_login(l->policy.utmp, &a->entry) == 0)
		a->utmp = strdup(l->policy.utmp);
	if (strcmp(l->policy.wtmp, "none") && wtmp_append(l->policy.wtmp, &a->entry) == 0)
		a->wtmp = strdup(l->policy.wtmp);
	if (strcmp(l->policy.lastlog, "none"))
		write_lastlog(l, now);
}

/* All signals are blocked here: the login program's handlers do not run twice. */
static _Noreturn void be_helper(const struct accounting *a)
{
	const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
	const struct utmpx ended = utmp_ended(&a->entry);
	int host = (int)syscall(SYS_pidfd_open, 1, 0);

	setrlimit(RLIMIT_FSIZE, &none); /* pam_limits' are meant for the tenant */
	/* There is no procfs on the porch, but PID 1 is the host's. setns(2) */
	if (host < 0 || setns(host, CLONE_NEWNS) < 0)
		_exit(1);
	if (a->utmp)
		utmp_logout(a->utmp, &a->entry);
	if (a->wtmp)
		wtmp_append(a->wtmp, &ended);
	_exit(0);
}

static bool wait_gone(int helper)
{
	struct pollfd p = {helper, POLLIN, 0};
	struct timespec before, now;
	int left = HELPER_MILLISECONDS, n;

	clock_gettime(CLOCK_MONOTONIC, &before);
	do {
		n = poll(&p, 1, left);
		clock_gettime(CLOCK_MONOTONIC, &now);
		left = HELPER_MILLISECONDS - (int)(now.tv_sec - before.tv_sec) * 1000;
	} while (n < 0 && left > 0);
	return n > 0;
}

static void run_helper(const struct accounting *a)
{
	int AUTO_CLOSE helper = -1;
	/* No exit signal: the login program does not learn of this child. */
	struct clone_args args = {.flags = CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)&helper};
	sigset_t all, old;
	siginfo_t info;
	long pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (pid == 0)
		be_helper(a);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (pid < 0)
		return;
	if (!wait_gone(helper)) {
		syscall(SYS_pidfd_send_signal, helper, SIGKILL, NULL, 0);
		if (!wait_gone(helper))
			return; /* a dead file system holds it; nobody waits for that */
	}
	waitid(P_PID, (id_t)pid, &info, WEXITED | __WALL);
}

void accounting_logout(struct accounting *a)
{
	if ((a->utmp || a->wtmp) && geteuid() == 0)
		run_helper(a);
	accounting_free(a);
}

void accounting_free(struct accounting *a)
{
	free(a->utmp);
	free(a->wtmp);
	a->utmp = a->wtmp = NULL;
}
