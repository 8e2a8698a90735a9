/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A short-lived child with a bound.
 */
#include "host/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/rlimits.h"
#include "base/wait.h"

#define KILLED_MILLISECONDS 200 /* a helper that can be killed is gone by then */
#define CLOSE_MILLISECONDS 1000 /* a fork */

static _Noreturn void be_helper(void (*work)(const void *data), const void *data)
{
	struct rlimits ignored;
	sigset_t all;

	/* Neither a signal for the login program's group ends it, nor a limit that is the tenant's. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	rlimits_lift(&ignored);
	work(data);
	_exit(0);
}

int helper_reap(int helper, pid_t pid, uint64_t until)
{
	siginfo_t info = {0};
	bool killed = false;

	if (wait_readable(helper, until) < 0) {
		killed = true;
		syscall(SYS_pidfd_send_signal, helper, SIGKILL, NULL, 0);
	}
	/* A dead file system may hold it; nobody waits for that. */
	if (!killed || wait_readable(helper, wait_now() + KILLED_MILLISECONDS) == 0)
		while (waitid(P_PID, (id_t)pid, &info, WEXITED | __WALL) < 0 && errno == EINTR)
			;
	errno = ETIMEDOUT;
	return killed ? -1 : info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

pid_t helper_fork(uint64_t share, int *helper)
{
	struct clone_args args = {.flags = share | CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
		.pidfd = (uint64_t)(uintptr_t)helper};

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

int helper_run(uint64_t share, unsigned milliseconds, void (*work)(const void *data), const void *data)
{
	const uint64_t until = wait_now() + milliseconds;
	int AUTO_CLOSE helper = -1;
	const pid_t pid = helper_fork(share, &helper);

	if (pid == 0)
		be_helper(work, data);
	return pid < 0 || helper_reap(helper, pid, until) < 0 ? -1 : 0;
}

/* Its parent ends at once. It holds a copy until the caller has closed its own, and the pipe with it. */
static void be_last(const void *data)
{
	const int *ends = data;
	int ignored = -1;
	char byte;

	if (helper_fork(0, &ignored) != 0)
		return;
	close(ends[1]);
	while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
		;
	_exit(0);
}

void helper_close(int *fd)
{
	const int code = errno;
	int ends[2];

	if (*fd >= 0 && pipe2(ends, O_CLOEXEC) == 0) {
		if (helper_run(0, CLOSE_MILLISECONDS, be_last, ends) == 0)
			close(*fd);
		close(ends[0]);
		close(ends[1]);
	}
	*fd = -1;
	errno = code;
}
