/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A short-lived child that works on the host, wherever the login program stands.
 */
#include "on_host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/signals.h"
#include "base/wait.h"
#include "host/helper.h"

#define HELPER_MILLISECONDS 3000 /* at the end of a session, which has no deadline */
#define ORPHAN_SECONDS 5
#define STACK_SIZE (16 * 1024)

struct host_work {
	void (*work)(const void *data);
	const void *data;
};

/* There is no procfs on the porch, but process 1 is the host's. setns(2) */
static void enter_host(const void *data)
{
	const struct host_work *w = data;
	int AUTO_CLOSE host = (int)syscall(SYS_pidfd_open, 1, 0);

	if (host >= 0 && setns(host, CLONE_NEWNS) == 0)
		w->work(w->data);
}

void on_host_run(void (*work)(const void *data), const void *data)
{
	const struct host_work w = {work, data};

	if (geteuid() == 0)
		helper_run(0, HELPER_MILLISECONDS, enter_host, &w);
}

/* Without a descriptor: whoever holds the session's connection would keep the session open. */
static void be_orphan(const void *data)
{
	const struct host_work *w = data;
	const struct sigaction end = {.sa_handler = SIG_DFL};
	sigset_t others;

	close_range(0, ~0U, 0);
	sigfillset(&others);
	sigdelset(&others, SIGALRM);
	sigaction(SIGALRM, &end, NULL);
	sigprocmask(SIG_SETMASK, &others, NULL);
	alarm(ORPHAN_SECONDS);
	setsid();
	enter_host(w);
	_exit(0);
}

/* What a child's child is; it does not come back. */
struct leaving {
	void (*be)(const void *data);
	const void *data;
};

/* It shares the login program's memory: it writes nothing but errno. */
static int be_parent(void *data)
{
	const struct leaving *l = data;
	struct clone_args args = {.flags = CLONE_CLEAR_SIGHAND};
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid == 0)
		l->be(l->data);
	_exit(pid < 0 ? errno : 0);
}

/*
 * As vfork(2), which stops the caller until the child has ended: of the two processes only one costs a copy
 * of the login program, 0.4 ms for 0.8 with 6 MiB. No signal is handled meanwhile in its memory.
 */
static int leave(struct leaving *l)
{
	_Alignas(16) char stack[STACK_SIZE];
	siginfo_t info = {0};
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = clone(be_parent, stack + sizeof(stack), CLONE_VM | CLONE_VFORK, l);
	info.si_status = errno;
	while (pid > 0 && waitid(P_PID, (id_t)pid, &info, WEXITED | __WALL) < 0 && errno == EINTR)
		;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = info.si_status;
	return pid < 0 || errno ? -1 : 0;
}

int on_host_leave(void (*work)(const void *data), const void *data)
{
	return leave(&(struct leaving){be_orphan, &(struct host_work){work, data}});
}

struct program {
	const char *const *argv;
	const int *fds;
	int count, output; /* -1: nobody reads it */
	int sentence;      /* which of its descriptors that is: 1 or 2 */
};

/* setns(2): for the mount namespace the root directory is PID 1's, too. */
static void be_program(const void *data)
{
	const struct program *p = data;
	char *const envp[] = {(char *)"PATH=/usr/sbin:/usr/bin:/sbin:/bin", (char *)"LC_ALL=C", NULL};
	int AUTO_CLOSE host = (int)syscall(SYS_pidfd_open, 1, 0);
	int from[8], null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (host < 0 || null < 0 || p->count > 5 || setns(host, CLONE_NEWNS | CLONE_NEWNET) < 0 ||
		chdir("/") < 0)
		_exit(111);
	umask(022);
	setsid();
	for (int i = 0; i < p->count + 3; i++) {
		from[i] = fcntl(i == p->sentence && p->output >= 0 ? p->output : i < 3 ? null : p->fds[i - 3],
			F_DUPFD, p->count + 3);
		if (from[i] < 0)
			_exit(111);
	}
	for (int i = 0; i < p->count + 3; i++)
		if (dup2(from[i], i) < 0)
			_exit(111);
	close_range((unsigned)p->count + 3, ~0U, 0);
	if (signals_reset() < 0) /* what is ignored stays so when a program is executed */
		_exit(111);
	syscall(SYS_execve, p->argv[0], p->argv, envp);
	_exit(111);
}

/*
 * The program's parent: a process that has executed something signals its end to whoever forked it, whatever
 * that asked for, execve(2), and the login program must not hear of it.
 */
static _Noreturn void be_waiter(const struct program *p)
{
	struct clone_args args = {.flags = CLONE_CLEAR_SIGHAND, .exit_signal = SIGCHLD};
	siginfo_t info = {0};
	pid_t pid;

	if (signals_reset() < 0) /* where SIGCHLD is ignored nobody is left to wait for */
		_exit(111);
	pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* this one is killed when the time is over */
		be_program(p);
	}
	close_range(0, ~0U, 0);
	while (pid > 0 && waitid(P_PID, (id_t)pid, &info, WEXITED) < 0 && errno == EINTR)
		;
	_exit(pid < 0 ? 111 : info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status);
}

/* All that it says until it has closed its end. 0, or -1 with errno. */
static int listen_to(int fd, uint64_t until, char *said, size_t size)
{
	size_t used = 0;

	for (;;) {
		char rest[256];
		ssize_t n;

		if (wait_readable(fd, until) < 0)
			return -1;
		n = used < size - 1 ? read(fd, said + used, size - 1 - used) : read(fd, rest, sizeof(rest));
		if (n <= 0)
			break;
		used += used < size - 1 ? (size_t)n : 0;
		said[used] = '\0';
	}
	said[strcspn(said, "\n")] = '\0';
	return 0;
}

static int run(struct program *p, unsigned milliseconds, char *said, size_t size)
{
	const uint64_t until = wait_now() + milliseconds;
	int AUTO_CLOSE helper = -1;
	int ends[2], result, status, code;
	pid_t pid;

	*said = '\0';
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	p->output = ends[1];
	pid = helper_fork(0, &helper);
	if (pid == 0)
		be_waiter(p);
	code = errno;
	close(ends[1]);
	result = pid < 0 ? -1 : listen_to(ends[0], until, said, size);
	if (pid > 0)
		code = errno;
	close(ends[0]);
	/* It may have closed its end and go on: what is left of the time holds for that, too. */
	status = pid < 0 ? -1 : helper_reap(helper, pid, result < 0 ? 0 : until);
	if (status < 0 && result == 0)
		code = ETIMEDOUT;
	errno = code;
	return result < 0 ? -1 : status;
}

int on_host_program(const char *const argv[], const int *fds, int count, unsigned milliseconds, char *said,
	size_t size)
{
	return run(&(struct program){argv, fds, count, -1, 1}, milliseconds, said, size);
}

int on_host_command(const char *const argv[], const int *fds, int count, unsigned milliseconds, char *said,
	size_t size)
{
	return run(&(struct program){argv, fds, count, -1, 2}, milliseconds, said, size);
}

int on_host_start(const char *const argv[], const int *fds, int count)
{
	const struct program p = {argv, fds, count, -1, 1};

	return leave(&(struct leaving){be_program, &p});
}
