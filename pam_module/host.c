/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A short-lived helper process in the host's mount namespace.
 */
#include "host.h"

#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hostel/fd.h"

#define HELPER_MILLISECONDS 3000

/* All signals are blocked here: the login program's handlers do not run twice. */
static _Noreturn void be_helper(void (*work)(const void *data), const void *data)
{
	const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
	int host = (int)syscall(SYS_pidfd_open, 1, 0);

	setrlimit(RLIMIT_FSIZE, &none); /* pam_limits' are meant for the tenant */
	/* There is no procfs on the porch, but PID 1 is the host's. setns(2) */
	if (host < 0 || setns(host, CLONE_NEWNS) < 0)
		_exit(1);
	work(data);
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

void host_run(void (*work)(const void *data), const void *data)
{
	int AUTO_CLOSE helper = -1;
	/* No exit signal: the login program does not learn of this child. */
	struct clone_args args = {.flags = CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)&helper};
	sigset_t all, old;
	siginfo_t info;
	long pid;

	if (geteuid() != 0)
		return;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (pid == 0)
		be_helper(work, data);
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
