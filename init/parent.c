/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parent of a session's process.
 *
 * Theory of operation. It shares PID 1's memory, as after vfork(2), but for a stack of its own, so it costs
 * the kernel's part of a process and two pages. It forks the session's process, gives up descriptors and
 * capabilities, waits until that one has ended, without reaping it, and ends. Then that one is PID 1's, which
 * reaps it and so has its status and, until then, its pid.
 *
 * Should: have no descriptor and no capability, and hear no signal. Mustn't: call what may fail once PID 1
 * goes on, as errno is PID 1's.
 *
 * The tenant cannot signal, trace or limit it: its uid is the keeper's, and the memory is not dumpable.
 */
#include "parent.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STACK_SIZE (64 * 1024) /* the session's process has a copy of it until it executes its program */
#define GUARD_SIZE (16 * 1024) /* a page or more */
#define NOT_YET (-1)

/* At the upper end of its stack. */
struct parent {
	struct parent *next;
	char *memory;
	pid_t pid;
	int born; /* NOT_YET, then the process's pid, or 0 - errno - 1 */
	sigset_t signals;
	void (*child)(void *argument);
	void *argument;
};

static struct parent *parents;

static int run(void *context)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
	struct parent *p = context;
	siginfo_t info;
	pid_t pid;

	prctl(PR_SET_NAME, "hostel-session");
	pid = _Fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &p->signals, NULL);
		p->child(p->argument);
		_exit(111);
	}
	__atomic_store_n(&p->born, pid > 0 ? pid : -errno - 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &p->born, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	if (pid < 0)
		_exit(0);
	/* Rather none than one that holds others' connections; the process is PID 1's then. */
	if (syscall(SYS_close_range, 0U, ~0U, 0U) < 0 || syscall(SYS_capset, &head, none) < 0)
		_exit(0);
	madvise(p->memory, GUARD_SIZE + STACK_SIZE, MADV_DONTFORK); /* not the next one's */
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	_exit(0);
}

/* Until it has forked. It ends before only if somebody kills it. */
static int wait_for_birth(struct parent *p)
{
	const struct timespec moment = {.tv_nsec = 100000000};
	siginfo_t info = {0};
	int born;

	while ((born = __atomic_load_n(&p->born, __ATOMIC_SEQ_CST)) == NOT_YET) {
		if (syscall(SYS_futex, &p->born, FUTEX_WAIT_PRIVATE, NOT_YET, &moment, NULL, 0) == 0 ||
			errno != ETIMEDOUT)
			continue;
		if (waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid)
			return -EAGAIN - 1;
	}
	return born;
}

pid_t parent_fork(void (*child)(void *argument), void *argument)
{
	char *memory = mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	struct parent *p;
	sigset_t all;
	int born;

	if (memory == MAP_FAILED)
		return -1;
	p = (struct parent *)(void *)(memory + GUARD_SIZE + STACK_SIZE - sizeof(*p));
	*p = (struct parent){.next = parents, .memory = memory, .born = NOT_YET, .child = child,
		.argument = argument};
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &p->signals);
	p->pid = mprotect(memory, GUARD_SIZE, PROT_NONE) < 0 ? -1
		: clone(run, (void *)((uintptr_t)p & ~(uintptr_t)15), CLONE_VM | SIGCHLD, p);
	sigprocmask(SIG_SETMASK, &p->signals, NULL);
	if (p->pid < 0) {
		born = -errno - 1;
		munmap(memory, GUARD_SIZE + STACK_SIZE);
	} else {
		parents = p;
		born = wait_for_birth(p);
	}
	if (born > 0)
		return born;
	errno = -(born + 1);
	return -1;
}

void parent_reaped(pid_t pid)
{
	for (struct parent **at = &parents; *at; at = &(*at)->next) {
		struct parent *p = *at;

		if (p->pid != pid)
			continue;
		*at = p->next;
		munmap(p->memory, GUARD_SIZE + STACK_SIZE);
		return;
	}
}
