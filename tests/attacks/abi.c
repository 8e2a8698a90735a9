/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi WHAT: a system call in a way that a filter may have forgotten; prints its result, -errno, or "none"
 * where the kernel has no such ABI. See tests/attacks/room.py.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __x86_64__
#include <sys/user.h>


static long int80(long number, long a, long b, long c)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

/* memory below 4 GiB: a 32-bit call sees no other. */
static unsigned *low(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
}

static long type_into_terminal(void)
{
	char *character = (char *)low();
	int master, slave;
	pid_t pid;
	int status;

	*character = 'x';
	if (openpty(&master, &slave, NULL, NULL, NULL) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		_exit((int)-int80(54 /* ioctl */, slave, TIOCSTI, (long)character));
	}
	waitpid(pid, &status, 0);
	return -WEXITSTATUS(status);
}

/* socketcall(SYS_SOCKET, {AF_VSOCK, SOCK_STREAM, 0}): the family is in memory. */
static long socket_in_memory(void)
{
	unsigned *arguments = low();

	arguments[0] = 40;
	arguments[1] = 1;
	return int80(102, 1, (long)arguments, 0);
}

/* A tracer changes the number of a harmless call after it was made (CVE-2017-5206). */
static long changed_by_tracer(void)
{
	struct user_regs_struct regs;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(syscall(SYS_getpriority, CLONE_NEWNS, 0) < 0 && errno == EPERM ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	for (int i = 0; i < 64 && !WIFEXITED(status); i++) {
		if (ptrace(PTRACE_GETREGS, pid, 0, &regs) == 0 && regs.orig_rax == SYS_getpriority &&
		    (long)regs.rax == -ENOSYS) {
			regs.orig_rax = SYS_unshare;
			ptrace(PTRACE_SETREGS, pid, 0, &regs);
		}
		if (ptrace(PTRACE_SYSCALL, pid, 0, 0) < 0)
			return -errno;
		waitpid(pid, &status, 0);
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EPERM;
}

static int attack(const char *what)
{
	int null = open("/dev/null", O_WRONLY);

	if (!strcmp(what, "ptrace"))
		return printf("%ld\n", changed_by_tracer());
	/* getpid of i386: is the ABI there at all? A SIGSEGV says no. */
	if (null < 0 || int80(20, 0, 0, 0) == -ENOSYS)
		return printf("none\n");
	if (!strcmp(what, "unshare"))
		return printf("%ld\n", int80(310, CLONE_NEWNS, 0, 0));
	if (!strcmp(what, "tiocsti"))
		return printf("%ld\n", type_into_terminal());
	if (!strcmp(what, "socket"))
		return printf("%ld\n", socket_in_memory());
	if (!strcmp(what, "huge")) {
		/* the old mmap(2): its flags lie in memory. ENOMEM: no huge page is free */
		unsigned *arguments = low();
		long result;

		arguments[1] = 2 << 20;
		arguments[2] = PROT_READ;
		arguments[3] = 0x40000 | MAP_PRIVATE | MAP_ANONYMOUS;
		arguments[4] = -1U;
		result = int80(90, (long)arguments, 0, 0);
		return printf("%ld\n", result == -ENOMEM ? 0 : result);
	}
	if (!strcmp(what, "x32"))
		return syscall(0x40000000 | SYS_getpid) > 0 ? printf("0 getpid of x32\n") : printf("none\n");
	return -1;
}
#else
static int attack(const char *what)
{
	(void)what;
	return printf("none\n");
}
#endif

int main(int argc, char **argv)
{
	return argc == 2 && attack(argv[1]) > 0 ? 0 : 2;
}
