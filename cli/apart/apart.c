/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process of another account: PID 1 of a namespace of its own, so that the kernel ends all that it started
 * (pid_namespaces(7)), whatever called setsid(2) or was forked twice.
 *
 * Should: have given up everything before its work begins. Mustn't: bring a descriptor of root's along.
 */
#include "apart.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_BYTES_MAX (UINT64_C(1) << 30) /* of a pack */
#define PROCESSOR_SECONDS 600		   /* of each process */

static void time_is_over(int number)
{
	(void)number;
	_exit(1);
}

/* The ends of two pipes, and nothing else. Both are above 4 here, or the copies would overwrite one. */
static int keep_only(const struct apart *w)
{
	const int answer = fcntl(w->answer, F_DUPFD_CLOEXEC, 10);
	const int data = w->data < 0 ? -1 : fcntl(w->data, F_DUPFD_CLOEXEC, 10);
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int on = answer < 0 || null < 0 || (w->data >= 0 && data < 0) ? -1 : 0;

	for (int fd = 0; fd <= 2 && on >= 0; fd++)
		on = dup2(null, fd);
	if (on < 0 || dup3(answer, APART_ANSWER, O_CLOEXEC) < 0)
		return -1;
	if (data >= 0 && dup3(data, APART_DATA, O_CLOEXEC) < 0)
		return -1;
	return (int)syscall(SYS_close_range, data < 0 ? APART_DATA : APART_DATA + 1, ~0U, 0U);
}

/* Nothing of root's is left, and nothing brings it back. */
static int give_up(const struct apart *w)
{
	const struct rlimit none = {0, 0}, file = {FILE_BYTES_MAX, FILE_BYTES_MAX};
	const struct rlimit processor = {PROCESSOR_SECONDS, PROCESSOR_SECONDS};

	umask(022);
	if (setsid() < 0 || setrlimit(RLIMIT_CORE, &none) < 0 || setrlimit(RLIMIT_FSIZE, &file) < 0 ||
		(w->seconds && setrlimit(RLIMIT_CPU, &processor) < 0) || chdir(w->directory) < 0 ||
		setgroups(0, NULL) < 0 || setresgid(w->gid, w->gid, w->gid) < 0 ||
		setresuid(w->uid, w->uid, w->uid) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	errno = EPERM;
	return setuid(0) == 0 || seteuid(0) == 0 ? -1 : 0;
}

/* Behind setresuid(2), which takes it back. Who ended before it was set does not read the answer any more. */
static bool has_parent(void)
{
	struct pollfd p = {.fd = APART_ANSWER};

	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && poll(&p, 1, 0) >= 0 &&
	       !(p.revents & POLLERR);
}

static _Noreturn void be_apart(const struct apart *w)
{
	const struct sigaction over = {.sa_handler = time_is_over};

	/* Signals of its own namespace reach a PID 1 only where it has a handler. */
	if (sigaction(SIGALRM, &over, NULL) < 0 || keep_only(w) < 0 || give_up(w) < 0 || !has_parent())
		_exit(1);
	alarm(w->seconds);
	w->work(w->context);
	_exit(0);
}

pid_t apart_start(const struct apart *w)
{
	struct clone_args args = {.exit_signal = SIGCHLD,
		.flags = CLONE_NEWPID | CLONE_NEWIPC | (w->network ? 0 : CLONE_NEWNET)};
	const long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid == 0)
		be_apart(w);
	return (pid_t)pid;
}

void apart_end(pid_t pid)
{
	kill(pid, SIGKILL);
	/* The first of a namespace is not gone before all others are. */
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}
