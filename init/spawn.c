/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Birth of a tenant's process. Everything between fork and exec is a step of one table; the last one
 * tries to undo the others.
 */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/capabilities.h"
#include "base/fd.h"
#include "base/rlimits.h"
#include "base/signals.h"
#include "environment.h"
#include "lsm.h"
#include "own_root.h"
#include "parent.h"

#define NAMESPACE 4 /* of the room's own root, until it is entered */
#define LISTENER 3 /* SD_LISTEN_FDS_START of sd_listen_fds(3) */

static int step_descriptors(const struct spawn *s)
{
	for (int i = 0; i < 3; i++)
		if (dup2(s->fds[i], i) < 0)
			return -1;
	if (s->listener >= 0 && dup2(s->listener, LISTENER) < 0)
		return -1;
	return s->user_namespace >= 0 ? dup2(s->user_namespace, NAMESPACE) : 0;
}

/* From here on it competes with the tenant's other processes, as long as it needs. */
static int step_cgroup(const struct spawn *s)
{
	(void)s;
	return write(LAUNCH_FD_PAYLOAD, "0", 1) == 1 ? 0 : -1;
}

static int step_close(const struct spawn *s)
{
	/* musl has no function for it */
	if (s->listener < 0 && syscall(SYS_close_range, LISTENER, LISTENER, 0U) < 0)
		return -1;
	return (int)syscall(SYS_close_range, s->user_namespace >= 0 ? NAMESPACE + 1U : NAMESPACE, ~0U, 0U);
}

/* What PID 1 or its parent has of them is nobody's; what the login program ignores stays so: nohup(1). */
static int step_signals(const struct spawn *s)
{
	return signals_reset() < 0 ? -1 : signals_ignore(s->request.ignored);
}

static int step_terminal(const struct spawn *s)
{
	(void)s;
	if (setsid() < 0)
		return -1;
	for (int fd = 0; fd < 3; fd++)
		if (isatty(fd)) {
			/* EPERM: it still belongs to another session; there is no job control then. */
			if (ioctl(fd, TIOCSCTTY, 0) < 0 && errno != EPERM)
				return -1;
			break;
		}
	return 0;
}

/*
 * Out of memory, the kernel takes one of the tenant's processes rather than PID 1, small as they may
 * be. The tenant can take it back for a process (proc_pid_oom_score_adj(5)) and then risks the sandbox.
 */
static int step_memory(const struct spawn *s)
{
	int n;

	(void)s;
	/* Not dumpable, /proc/self is root's of the host; for a moment it is this keeper's own. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
		return -1;
	n = fd_put(AT_FDCWD, "/proc/self/oom_score_adj", "700");
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -1 : n;
}

/*
 * The lower of the two holds: the policy, or what the login program has (pam_limits(8), its unit), which the
 * request tells. That can only lower: it is not trusted.
 */
static int step_ulimits(const struct spawn *s)
{
	for (int n = 0; n < ULIMIT_COUNT; n++) {
		const struct ulimit_pair *u = policy_ulimit(s->policy, n);
		struct rlimit r = {
			.rlim_cur = u->soft == VALUE_MAX ? RLIM_INFINITY : u->soft,
			.rlim_max = u->hard == VALUE_MAX ? RLIM_INFINITY : u->hard,
		};

		if (s->request.limited)
			r = rlimits_lower(r, s->request.limits.v[n]);
		if (rlimits_set(n, r) < 0)
			return -1;
	}
	return 0;
}

/* su -g, runuser -g: the login program has it from root. */
static bool is_group_inside(const struct launch *l, gid_t gid)
{
	if (gid == l->gid)
		return true;
	for (size_t i = 0; i < l->group_count; i++)
		if (gid == l->groups[i])
			return true;
	return false;
}

static int step_ids(const struct spawn *s)
{
	const struct launch *l = s->launch;
	const gid_t gid = s->request.grouped ? s->request.gid : l->gid;

	/* The groups are PID 1's: it has had the tenant's since it collected the mounts. */
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || setresgid(gid, gid, gid) < 0)
		return -1;
	return setresuid(l->uid, l->uid, l->uid);
}

static int step_capabilities(const struct spawn *s)
{
	const uint64_t keep = s->policy->keep;

	if (s->user_namespace >= 0)
		return own_root_enter(s, NAMESPACE);
	if (caps_set(keep | UINT64_C(1) << CAP_SETPCAP, keep) < 0 || caps_raise_ambient(keep) < 0 ||
	    prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) < 0 || caps_lock() < 0)
		return -1;
	return caps_set(keep, keep);
}

/* Should: be unable to take anything back. Each line tries. */
static int step_verify(const struct spawn *s)
{
	uid_t r, e, v;

	errno = EPERM;
	if (s->user_namespace >= 0)
		return own_root_holds() ? 0 : -1;
	if (getresuid(&r, &e, &v) < 0 || r != s->launch->uid || e != r || v != r)
		return -1;
	if (setresuid(0, 0, 0) == 0 || setresgid(0, 0, 0) == 0)
		return -1;
	if (!caps_are(s->policy->keep) ||
	    caps_set(s->policy->keep | UINT64_C(1) << CAP_SYS_ADMIN, 0) == 0)
		return -1;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return -1;
	return s->policy->seccomp == SECCOMP_UNCONFINED || prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2 ? 0 : -1;
}

/* Should: be in the way of nothing above. It counts from the exec on, which fails if it cannot. */
static int step_confinement(const struct spawn *s)
{
	return lsm_on_exec(s->launch);
}

/*
 * Up to here as quick as PID 1: the tenant's other processes may leave little of cpu.max. What the login
 * program gave away of its own (nice, taskset, ionice in front of su, priority of limits.conf(5)) is given
 * away here too.
 */
static int step_schedule(const struct spawn *s)
{
	return schedule_set(&s->request.schedule);
}

static int step_directory(const struct spawn *s)
{
	if (chdir(s->request.cwd) < 0 && chdir(s->launch->home) < 0 && chdir("/") < 0)
		return -1;
	umask((mode_t)s->request.umask);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(const struct spawn *s);
} steps[] = {
	{"descriptors", step_descriptors}, /* first: every later mistake is said on 2 */
	{"cgroup", step_cgroup},
	{"other descriptors", step_close},
	{"signals", step_signals},
	{"terminal", step_terminal},
	{"memory", step_memory},
	{"ulimits", step_ulimits},
	{"ids", step_ids},
	{"capabilities", step_capabilities},
	{"verification", step_verify},
	{"schedule", step_schedule},
	{"directory", step_directory}, /* with the tenant's rights */
	{"confinement", step_confinement},
};

static _Noreturn void complain(int fd, const char *what, int code, int status)
{
	char line[512];
	int n = snprintf(line, sizeof(line), "hostel: %s: %s\n", what, strerror(code));

	if (n > 0 && write(fd, line, strnlen(line, sizeof(line))) < 0)
		status = 126;
	_exit(status);
}

/* What the host has and an image has not: its shell, its sftp-server. */
static _Noreturn void miss(const char *image, const char *program)
{
	char line[512];
	int n = snprintf(line, sizeof(line), "hostel: the image %s has no %s\n", image, program);

	_exit(n > 0 && write(2, line, strnlen(line, sizeof(line))) < 0 ? 126 : 127);
}

/*
 * The program of a command that is a path and words, as sshd's Subsystem sftp is, and is not there: a shell
 * would name itself and not the image. NULL: the shell has to tell.
 */
static const char *missing_program(const struct exec_request *q, char name[256])
{
	static const char plain[] =
		" ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._+=-";
	const char *command = q->argc == 3 && !strcmp(q->argv[1], "-c") ? q->argv[2] : "";
	const size_t n = strspn(command, &plain[1]);

	if (*command != '/' || n >= 256 || command[strspn(command, plain)])
		return NULL;
	memcpy(name, command, n);
	name[n] = '\0';
	return access(name, F_OK) < 0 && errno == ENOENT ? name : NULL;
}

static _Noreturn void refuse_group(int fd, gid_t gid)
{
	char line[128];
	int n = snprintf(line, sizeof(line),
		"hostel: group %u is not one of this account's, and is not there inside\n", (unsigned)gid);

	_exit(n > 0 && write(fd, line, (size_t)n) < 0 ? 126 : 1);
}

/* hostel-shell stands for the shell: inside it goes by the shell's own name. */
static const char *shell_name(const struct exec_request *q, const char *shell)
{
	const char *last = strrchr(shell, '/') ? strrchr(shell, '/') + 1 : shell;
	static char name[260];

	snprintf(name, sizeof(name), "%s%.256s", q->argc && *q->argv[0] == '-' ? "-" : "", last);
	return name;
}

static _Noreturn void child(const struct spawn *s)
{
	const struct exec_request *q = &s->request;
	const char *program = *q->program ? q->program : s->launch->shell;
	const char *alone[] = {shell_name(q, program), NULL};
	const char **argv = q->argc ? q->argv : alone;
	char **environment, name[256];

	if (q->grouped && !is_group_inside(s->launch, q->gid))
		refuse_group(s->fds[2], q->gid);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].run(s) < 0)
			complain(i ? 2 : s->fds[2], steps[i].name, errno, 126);
	environment = environment_make(s->launch, s->policy, q, s->listener >= 0);
	if (!environment)
		complain(2, "environment", ENOMEM, 126);
	if (!*q->program)
		argv[0] = alone[0];
	if (*s->launch->image && missing_program(q, name) && access(program, X_OK) == 0)
		miss(s->launch->image, name);
	execve(program, (char *const *)argv, environment);
	if (errno == ENOENT && *s->launch->image && access(program, F_OK) < 0)
		miss(s->launch->image, program);
	complain(2, program, errno, errno == ENOENT ? 127 : 126);
}

static void begin(void *spawn)
{
	request_take(spawn);
	child(spawn);
}

pid_t spawn_process(struct spawn *s, struct err *e)
{
	pid_t pid = parent_fork(begin, s);

	if (pid < 0)
		return err_set(e, errno, "fork");
	return pid;
}
