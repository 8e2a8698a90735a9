/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A namespace begins with a process in it, that waits there until it is opened: of one that has ended only
 * the host's root may write the maps (task_dump_owner() of fs/proc/base.c).
 */
#include "base/id_map.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"

#define STACK_SIZE 16384

/*
 * In the caller's memory, which is not copied for it. It has copies of all descriptors, locks among them: it
 * must not outlive a caller that is killed.
 */
static int wait_there(void *caller)
{
	const pid_t parent = *(const pid_t *)caller;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != parent)
		return 1;
	for (;;)
		pause();
}

static pid_t start(void *stack, pid_t *caller)
{
	sigset_t all, before;
	pid_t pid;
	int error;

	/* The caller's handlers are not for it to run. */
	sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, &before) < 0)
		return -1;
	pid = clone(wait_there, (void *)(((uintptr_t)stack + STACK_SIZE) & ~(uintptr_t)15),
		CLONE_NEWUSER | CLONE_VM, caller);
	error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return pid;
}

static void end(pid_t pid)
{
	siginfo_t info;

	syscall(SYS_kill, pid, SIGKILL);
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
	char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pid_t caller = getpid(), pid;
	int fd = -1;

	if (stack == MAP_FAILED)
		return err_set(e, errno, "memory for a user namespace");
	pid = start(stack, &caller);
	if (pid < 0)
		err_set(e, errno, "a user namespace for its maps");
	else
		fd = write_and_open(proc, pid, uids, gids, e);
	if (pid >= 0)
		end(pid);
	munmap(stack, STACK_SIZE);
	return fd;
}

static bool covers(const char *path, uint64_t first, uint64_t last)
{
	char text[16384]; /* UID_GID_MAP_MAX_EXTENTS, 340 lines of three numbers */
	uint64_t before;

	if (fd_get(AT_FDCWD, path, text, sizeof(text)) <= 0)
		return false;
	/* In the order in which they were written. */
	do {
		before = first;
		for (const char *line = text; *line && first <= last; line += strcspn(line, "\n"),
			line += *line == '\n') {
			unsigned long long inside, outside, count;

			if (sscanf(line, "%llu %llu %llu", &inside, &outside, &count) == 3 &&
				inside <= first && first < inside + count)
				first = inside + count;
		}
	} while (first <= last && first != before);
	return first > last;
}

bool id_map_covers(uint32_t first, uint32_t last)
{
	return covers("/proc/self/uid_map", first, last) && covers("/proc/self/gid_map", first, last);
}
