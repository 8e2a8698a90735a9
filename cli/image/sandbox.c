/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A throw-away sandbox, in three processes:
 *
 *   warden   pid 1 of a pid namespace, root of the host for as long as it builds the root and writes the
 *            maps; then it has no capability and waits. The kernel kills it with the process that started
 *            it, and all others with it.
 *   keeper   pid 1 of a second one, in the user namespace: it gives up what the program shall not have
 *   program  what reads what came from outside
 *
 * Should: take every right away before the program is executed, in the order of give_up().
 * Mustn't: let anything that belongs to the host be open in the program but its descriptors 0 to 3.
 */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/capabilities.h"
#include "base/fd.h"
#include "base/now.h"
#include "base/wait.h"
#include "memory.h"
#include "sandbox_filter.h"
#include "sandbox_root.h"

#define TICK_MILLISECONDS 200
#define END_MILLISECONDS 10000 /* a killed namespace is gone by then */

#define PROCESSES 1024
#define DESCRIPTORS 4096
#define ADDRESS_SPACE (UINT64_C(64) << 30) /* Go reserves much and uses little */

#define BIT(cap) (UINT64_C(1) << (cap))
#define UNPACK_CAPS                                                                                          \
	(BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_FSETID) | BIT(CAP_SETFCAP))
#define INSTALL_CAPS                                                                                         \
	(UNPACK_CAPS | BIT(CAP_KILL) | BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SETPCAP) |                \
		BIT(CAP_SYS_CHROOT) | BIT(CAP_SYS_ADMIN) | BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_AUDIT_WRITE))

struct start {
	const struct sandbox *sandbox;
	const struct sandbox_job *job;
	const int *alive; /* a pipe: its reading end is closed by the kernel when the parent ends */
	int said;
};

static uint64_t rights(const struct sandbox *s)
{
	switch (s->right) {
	case SANDBOX_READS:
		return 0;
	case SANDBOX_UNPACKS:
		return UNPACK_CAPS;
	case SANDBOX_INSTALLS:
		return INSTALL_CAPS;
	case SANDBOX_GIVES:
		return BIT(CAP_DAC_READ_SEARCH);
	}
	return 0;
}

static _Noreturn void broken(const struct err *e)
{
	char text[ERR_MESSAGE_SIZE + 16];
	const int n = snprintf(text, sizeof(text), "sandbox: %s\n", e->message);

	if (n > 0)
		(void)fd_write_all(2, text, strlen(text));
	_exit(SANDBOX_BROKEN);
}

static _Noreturn void failed(const char *what)
{
	struct err e = ERR_NONE;

	err_set(&e, errno, "%s", what);
	broken(&e);
}

/* --- program --------------------------------------------------------------------------------- */

static void limit(int which, rlim_t value)
{
	const struct rlimit both = {value, value};

	/* What the caller had may be less, and holds. */
	if (setrlimit(which, &both) < 0 && errno != EPERM)
		failed("limits");
}

static void set_limits(const struct sandbox *s)
{
	const uint64_t now = wait_now();

	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, s->file_size);
	limit(RLIMIT_NPROC, PROCESSES);
	limit(RLIMIT_NOFILE, DESCRIPTORS);
	limit(RLIMIT_AS, ADDRESS_SPACE);
	limit(RLIMIT_MEMLOCK, 1 << 20);
	limit(RLIMIT_MSGQUEUE, 0);
	/* Of one process, and of more than one processor: the end in time is the parent's. */
	limit(RLIMIT_CPU, s->until > now ? 8 * ((s->until - now) / 1000 + 1) : 1);
}

/* The standard four; the rest is closed. */
static void set_descriptors(const struct sandbox *s, int said)
{
	const int input = s->input >= 0 ? fcntl(s->input, F_DUPFD_CLOEXEC, 10)
					: open("/dev/null", O_RDONLY | O_CLOEXEC);
	const int output = s->output >= 0 ? fcntl(s->output, F_DUPFD_CLOEXEC, 10) : -1;
	const int voice = fcntl(said, F_DUPFD_CLOEXEC, 10);

	if (input < 0 || voice < 0 || (s->output >= 0 && output < 0) || dup2(input, 0) < 0 ||
		dup2(voice, 1) < 0 || dup2(voice, 2) < 0 || (output >= 0 && dup2(output, SANDBOX_OUTPUT) < 0))
		failed("descriptors");
	if (syscall(SYS_close_range, output >= 0 ? SANDBOX_OUTPUT + 1 : SANDBOX_OUTPUT, ~0U, 0) < 0)
		failed("descriptors");
}

static void become(uint32_t id)
{
	if (syscall(SYS_setgroups, 0, NULL) < 0 || setresgid(id, id, id) < 0 || setresuid(id, id, id) < 0)
		failed("ids");
}

/*
 * Who gives keeps its one capability in the host's user namespace, so it is nobody there: to uid 0 much of
 * /proc opens without any.
 */
static void give_up_ids(const struct sandbox *s)
{
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		failed("capabilities");
	become(s->first);
}

static void give_up(const struct sandbox *s)
{
	const uint64_t ambient = s->right == SANDBOX_GIVES ? rights(s) : 0;

	set_limits(s);
	if (caps_drop_bounding(rights(s)) < 0)
		failed("capabilities");
	if (ambient)
		give_up_ids(s);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || caps_set(rights(s), ambient) < 0 ||
		(ambient && caps_raise_ambient(ambient) < 0))
		failed("capabilities");
	if (sandbox_filter(s) < 0)
		failed("the filter of system calls");
}

static _Noreturn void be_program(const struct start *start)
{
	static const char *const own[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" SANDBOX_WORK "/tmp",
		"TMPDIR=" SANDBOX_WORK "/tmp", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive"};
	const char *const *more = start->sandbox->environment;
	const char *environment[32];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		environment[n++] = own[i];
	for (; more && *more && n < sizeof(environment) / sizeof(environment[0]) - 1; more++)
		environment[n++] = *more;
	environment[n] = NULL;
	environ = (char **)environment; /* for what a function executes, too */
	umask(022);
	/* What is inherited of a terminal is nothing, but a group of its own costs nothing either. */
	if (setsid() < 0 && errno != EPERM)
		failed("a session");
	if (start->job->work)
		_exit(start->job->work(start->job->data));
	execvp(start->job->argv[0], (char *const *)start->job->argv);
	failed(start->job->argv[0]);
}

/* --- keeper ---------------------------------------------------------------------------------- */

/* Until it is over; what has lost its parent is taken in. */
static _Noreturn void wait_for(pid_t child)
{
	for (;;) {
		int status;
		const pid_t pid = wait(&status);

		if (pid < 0 && errno != EINTR)
			_exit(SANDBOX_BROKEN);
		if (pid == child)
			_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	}
}

static _Noreturn void be_keeper(const struct start *start, int mapped)
{
	const struct sandbox *s = start->sandbox;
	pid_t child;
	char byte;

	if (fd_read_all(mapped, &byte, 1) < 0)
		_exit(SANDBOX_BROKEN); /* the warden has ended */
	if (s->right != SANDBOX_GIVES)
		become(0);
	if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		failed("/proc of its own");
	set_descriptors(s, start->said);
	give_up(s);
	child = fork();
	if (child < 0)
		failed("fork");
	if (child == 0)
		be_program(start);
	wait_for(child);
}

/* --- warden ---------------------------------------------------------------------------------- */

static void write_maps(const struct sandbox *s, pid_t keeper)
{
	static const char *const files[] = {"uid_map", "gid_map"};
	char map[64];

	if (s->right == SANDBOX_GIVES)
		return;
	snprintf(map, sizeof(map), "0 %u %d\n", s->first, SANDBOX_IDS);
	for (size_t i = 0; i < 2; i++) {
		char path[48];

		snprintf(path, sizeof(path), "/proc/%d/%s", keeper, files[i]);
		if (fd_put(AT_FDCWD, path, map) < 0)
			failed("the map of ids");
	}
}

static void outlive_nobody(const int alive[2])
{
	struct pollfd p = {alive[1], 0, 0};

	close(alive[0]); /* what is left is the parent's */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0)
		failed("prctl");
	/* It had ended already, and that came too late? */
	if (poll(&p, 1, 0) > 0 && p.revents & (POLLERR | POLLHUP))
		_exit(SANDBOX_BROKEN);
}

static _Noreturn void be_warden(const struct start *start)
{
	const struct sandbox *s = start->sandbox;
	const uint64_t user = s->right == SANDBOX_GIVES ? 0 : CLONE_NEWUSER;
	struct clone_args args = {.flags = user | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS,
		.exit_signal = SIGCHLD};
	struct err e = ERR_NONE;
	int mapped[2];
	pid_t keeper;

	if (dup2(start->said, 1) < 0 || dup2(start->said, 2) < 0)
		_exit(SANDBOX_BROKEN);
	outlive_nobody(start->alive);
	(void)fd_put(AT_FDCWD, "/proc/self/oom_score_adj", "1000"); /* rather than the host's own */
	if (memory_enter(s->memory, &e) < 0 || sandbox_root(s, &e) < 0)
		broken(&e);
	if (pipe2(mapped, O_CLOEXEC) < 0)
		failed("pipe");
	keeper = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	if (keeper < 0)
		failed("a user namespace");
	if (keeper == 0) {
		close(mapped[1]);
		be_keeper(start, mapped[0]);
	}
	write_maps(s, keeper);
	if (fd_write_all(mapped[1], "m", 1) < 0)
		failed("pipe");
	syscall(SYS_close_range, 3, ~0U, 0);
	if (caps_drop_bounding(0) < 0 || caps_set(0, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		failed("capabilities");
	wait_for(keeper);
}

/* --- the parent ------------------------------------------------------------------------------ */

static int start_warden(const struct start *start, struct running *r)
{
	const uint64_t net = start->sandbox->network ? 0 : CLONE_NEWNET;
	struct clone_args args = {.flags = CLONE_PIDFD | CLONE_CLEAR_SIGHAND | CLONE_NEWNS | CLONE_NEWPID |
					   CLONE_NEWIPC | CLONE_NEWUTS | net,
		.pidfd = (uint64_t)(uintptr_t)&r->process,
		.exit_signal = SIGCHLD};

	fflush(stdout);
	r->pid = (int)syscall(SYS_clone3, &args, sizeof(args));
	if (r->pid == 0)
		be_warden(start);
	return r->pid < 0 ? -1 : 0;
}

int sandbox_start(const struct sandbox *s, const struct sandbox_job *job, struct running *r, struct err *e)
{
	int said[2], alive[2], result;
	struct start start;

	*r = (struct running){.process = -1, .said = -1, .alive = -1, .pid = -1};
	if (pipe2(said, O_CLOEXEC) < 0)
		return err_set(e, errno, "pipe");
	if (pipe2(alive, O_CLOEXEC) < 0)
		return err_set(e, errno, "pipe");
	start = (struct start){s, job, alive, said[1]};
	result = start_warden(&start, r);
	if (result < 0)
		err_set(e, errno, "namespaces");
	close(said[1]);
	close(alive[1]);
	r->said = said[0];
	r->alive = alive[0];
	return result;
}

/* The last SANDBOX_SAID bytes are kept. */
static void keep(struct sandbox_end *end, const char *bytes, size_t size)
{
	size_t used = strlen(end->said);

	if (used + size > SANDBOX_SAID) {
		const size_t drop = used + size - SANDBOX_SAID < used ? used + size - SANDBOX_SAID : used;

		memmove(end->said, end->said + drop, used - drop);
		used -= drop;
	}
	if (size > SANDBOX_SAID)
		return;
	memcpy(end->said + used, bytes, size);
	end->said[used + size] = '\0';
}

/* At the end of what it says, said becomes -1. */
static void listen_to(struct running *r, struct sandbox_end *end)
{
	char bytes[4096];
	const ssize_t n = read(r->said, bytes, sizeof(bytes));

	for (ssize_t i = 0; i < n; i++)
		if (!bytes[i])
			bytes[i] = '?';
	if (n > 0)
		keep(end, bytes, (size_t)n);
	else if (n == 0 || errno != EINTR)
		fd_close(&r->said);
}

static int take_status(struct running *r, struct sandbox_end *end, struct err *e)
{
	siginfo_t info = {0};

	if (wait_readable(r->process, wait_now() + END_MILLISECONDS) < 0)
		return err_rule(e, ETIMEDOUT, "the sandbox of the import does not end");
	while (waitid(P_PID, (id_t)r->pid, &info, WEXITED) < 0)
		if (errno != EINTR)
			return err_set(e, errno, "waitid");
	end->status = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
	return 0;
}

int sandbox_wait(const struct sandbox *s, struct running *r, struct sandbox_end *end,
	void (*tick)(void *data), void *data, struct err *e)
{
	struct running *beside = r->beside;
	bool ended = false;
	int result;

	*end = r->heard;
	while (!ended) {
		struct pollfd p[] = {{r->process, POLLIN, 0}, {r->said, POLLIN, 0},
			{beside ? beside->said : -1, POLLIN, 0}};

		if (poll(p, 3, TICK_MILLISECONDS) < 0 && errno != EINTR)
			return err_set(e, errno, "poll");
		if (p[1].revents)
			listen_to(r, end);
		if (p[2].revents)
			listen_to(beside, &beside->heard);
		ended = p[0].revents && (r->said < 0 || !p[1].revents);
		if (tick)
			tick(data);
		end->stopped = s->stop && *s->stop;
		end->late = !end->stopped && wait_now() >= s->until;
		if (!ended && (end->late || end->stopped)) {
			syscall(SYS_pidfd_send_signal, r->process, SIGKILL, NULL, 0);
			break;
		}
	}
	result = take_status(r, end, e);
	fd_close(&r->process);
	fd_close(&r->said);
	fd_close(&r->alive);
	return result;
}
