/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * as_init PID dumpable: a process of ours gives up that nobody can look at it. It goes on.
 * as_init PID WAY FILE [unfiltered]: what a PID 1 that a tenant has taken over can do, done by it: system
 * calls that it is made to run, by ptrace(2). It takes the ids of WAY, then opens FILE; prints "escaped:
 * opened", or which call was refused. Unfiltered: its seccomp filter is suspended meanwhile. The sandbox is
 * of no use afterwards. x86-64.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __x86_64__
static pid_t pid;
static struct user_regs_struct start;

static void fail(const char *what)
{
	printf("unclear: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Below the red zone of its stack. */
static long put(const void *data, size_t size)
{
	struct iovec from = {(void *)data, size}, to = {(void *)(start.rsp - 8192), size};

	if (process_vm_writev(pid, &from, 1, &to, 1, 0) != (ssize_t)size)
		fail("write to PID 1");
	return (long)to.iov_base;
}

static long call(long number, long a, long b, long c, long d)
{
	struct user_regs_struct r = start;
	int status;

	r.rip = start.rip - 2; /* it stands behind a syscall instruction: it waits in epoll_wait(2) */
	r.rax = (unsigned long)number, r.orig_rax = -1UL;
	r.rdi = (unsigned long)a, r.rsi = (unsigned long)b;
	r.rdx = (unsigned long)c, r.r10 = (unsigned long)d;
	if (ptrace(PTRACE_SETREGS, pid, 0, &r) < 0 || ptrace(PTRACE_SINGLESTEP, pid, 0, 0) < 0 ||
		waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status) ||
		ptrace(PTRACE_GETREGS, pid, 0, &r) < 0)
		fail("a call of PID 1's");
	return (long)r.rax;
}

static long take_ids(const char *way)
{
	const unsigned zero = 0;

	if (!strcmp(way, "setresuid"))
		return call(SYS_setresuid, 0, 0, 0, 0);
	if (!strcmp(way, "setfsuid"))
		return call(SYS_setfsuid, 0, 0, 0, 0) >= 0 ? 0 : -EPERM;
	if (!strcmp(way, "setresgid"))
		return call(SYS_setresgid, 0, 0, 0, 0);
	if (!strcmp(way, "setfsgid"))
		return call(SYS_setfsgid, 0, 0, 0, 0) >= 0 ? 0 : -EPERM;
	if (!strcmp(way, "setgroups"))
		return call(SYS_setgroups, 1, put(&zero, sizeof(zero)), 0, 0);
	return 0;
}

int main(int argc, char **argv)
{
	long result, options;
	int status;

	if (argc < 3)
		return argc > 1 ? 2 : 0;
	pid = atoi(argv[1]);
	options = (argc > 3 ? PTRACE_O_EXITKILL : 0) | (argc > 4 ? PTRACE_O_SUSPEND_SECCOMP : 0);
	if (ptrace(PTRACE_SEIZE, pid, 0, options) < 0 || ptrace(PTRACE_INTERRUPT, pid, 0, 0) < 0 ||
		waitpid(pid, &status, __WALL) != pid || ptrace(PTRACE_GETREGS, pid, 0, &start) < 0)
		fail("ptrace");
	if (!strcmp(argv[2], "dumpable")) {
		result = call(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0);
		return result < 0 || ptrace(PTRACE_SETREGS, pid, 0, &start) < 0 ||
			ptrace(PTRACE_DETACH, pid, 0, 0) < 0;
	}
	result = take_ids(argv[2]);
	if (result < 0) {
		printf("refused: %s: %s\n", argv[2], strerror((int)-result));
		return 0;
	}
	result = call(SYS_openat, AT_FDCWD, put(argv[3], strlen(argv[3]) + 1), O_RDONLY, 0);
	if (result < 0)
		printf("refused: open: %s\n", strerror((int)-result));
	else
		puts("escaped: opened");
	return 0;
}
#else
int main(void)
{
	puts("none");
	return 0;
}
#endif
