/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A namespace begins with a process in it.
 */
#include "base/id_map.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"

#define STACK_SIZE 4096

static int end_at_once(void *unused)
{
	(void)unused;
	return 0;
}

/*
 * As vfork(2), which copies nothing of this process. Who is born into the namespace has ended by then, and
 * what is left to be waited for still says which one it was: proc_pid_ns(5).
 */
static pid_t bear(void)
{
	_Alignas(16) char stack[STACK_SIZE];
	sigset_t all, before;
	pid_t pid;
	int error;

	sigfillset(&all); /* the caller's handlers are not for it to run */
	if (sigprocmask(SIG_SETMASK, &all, &before) < 0)
		return -1;
	pid = clone(end_at_once, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | CLONE_NEWUSER, NULL);
	error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return pid;
}

static void forget(pid_t pid)
{
	siginfo_t info;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | __WALL) < 0 && errno == EINTR)
		;
}

static int write_and_open(int proc, pid_t pid, const char *uids, const char *gids, struct err *e)
{
	const struct {
		const char *file, *text;
	} maps[] = {{"uid_map", uids}, {"gid_map", gids}};
	const char *root = proc == AT_FDCWD ? "/proc/" : "";
	char path[48];
	int fd;

	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s%d/%s", root, (int)pid, maps[i].file);
		if (fd_put(proc, path, maps[i].text) < 0)
			return err_set(e, errno, "%s of a user namespace", maps[i].file);
	}
	snprintf(path, sizeof(path), "%s%d/ns/user", root, (int)pid);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? err_set(e, errno, "/proc/%s", path) : fd;
}

int id_map_make(int proc, const char *uids, const char *gids, struct err *e)
{
	const pid_t pid = bear();
	int fd;

	if (pid < 0)
		return err_set(e, errno, "a user namespace for its maps");
	fd = write_and_open(proc, pid, uids, gids, e);
	forget(pid);
	return fd;
}
