/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sched(7), keyrings(7), prctl(2), proc_pid_oom_score_adj(5): what fork(2) and execve(2) hand on.
 */
#include "base/lasting.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/rlimits.h"

#define TIMER_SLACK 50000 /* nanoseconds, the kernel's own default: init/init_task.c */

/* The kernel's own call: musl has no sched_setscheduler(). */
static int take_schedule(void)
{
	const struct sched_param none = {0};
	cpu_set_t all;

	memset(&all, 0xff, sizeof(all));
	if (syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &none) < 0 ||
		setpriority(PRIO_PROCESS, 0, 0) < 0 || sched_setaffinity(0, sizeof(all), &all) < 0)
		return -1;
	if (syscall(SYS_ioprio_set, 1, 0, 0) < 0 && errno != ENOSYS) /* not every kernel has it */
		return -1;
	/* 0 would be the default of this process: what the caller had. */
	return prctl(PR_SET_TIMERSLACK, TIMER_SLACK, 0, 0, 0);
}

/* An own session keyring instead of root's, unless keyctl(2) does not work here for anything. */
static int leave_keyring(void)
{
	const long join = 1, get_id = 0, session = -3; /* KEYCTL_..., KEY_SPEC_SESSION_KEYRING */
	int code;

	if (syscall(SYS_keyctl, join, NULL, 0, 0, 0) >= 0)
		return 0;
	code = errno;
	if (syscall(SYS_keyctl, get_id, session, 0, 0, 0) < 0)
		return 0;
	errno = code;
	return -1;
}

int lasting_begin(void)
{
	const struct rlimit any = {RLIM_INFINITY, RLIM_INFINITY};

	umask(022);
	/* sshd's own is -1000: the tenant's programs could go back to it, and nothing would stop them. */
	if (take_schedule() < 0 || fd_put(AT_FDCWD, "/proc/self/oom_score_adj", "0") < 0)
		return -1;
	/* core(5): the default. A kernel without core dumps has none. */
	if (fd_put(AT_FDCWD, "/proc/self/coredump_filter", "0x33") < 0 && errno != ENOENT)
		return -1;
	/* The seconds of one login are not those of what serves all that come after it. */
	if (personality(PER_LINUX) < 0 || leave_keyring() < 0 || rlimits_set(RLIMIT_CPU, any) < 0)
		return -1;
	return prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0); /* without huge pages */
}
