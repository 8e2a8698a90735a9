/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel-shell: the login shell of a tenant, and the only program that can be executed on the porch,
 * there also under the names of other shells and of sendmail.
 *
 * Theory of operation. It has no privilege and decides nothing: it hands argv, environment, working
 * directory and descriptors 0 1 2 to hostel-init, which starts the process inside, and waits for it.
 * It does not parse commands. Off the porch there is nobody to hand over to: it refuses.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/inherited.h"
#include "base/relro.h"
#include "base/rlimits.h"
#include "talk/attach.h"
#include "talk/layout.h"
#include "talk/paths.h"
#include "talk/protocol_body.h"

#define EXIT_REFUSED 1 /* as nologin(8) */
#define ANSWER_MILLISECONDS 10000

static _Noreturn void refuse(const char *sentence)
{
	char line[ERR_MESSAGE_SIZE + 32];
	int n = snprintf(line, sizeof(line), "hostel: %s\n", sentence);

	if (n > 0 && write(2, line, strnlen(line, sizeof(line))) < 0)
		_exit(EXIT_REFUSED);
	_exit(EXIT_REFUSED);
}

/*
 * Under which name the kernel was asked to run us. argv[0] is the caller's; this is the path that was
 * looked up. It only chooses what runs inside, where the tenant may run anything anyway.
 */
static const char *asked_program(void)
{
	const char *path = (const char *)getauxval(AT_EXECFN);
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (!slash || *path != '/' || !strcmp(slash, "/hostel-shell"))
		return "";
	return path;
}

/*
 * Inside the sandbox we are reached by our path where a login program built a command of it: sshd's
 * `SHELL -c '/bin/sh .ssh/rc'` runs in there as a whole. The tenant's shell is named in the passwd
 * that root made; on the host there is no such file, and nobody but root could make it.
 */
static void become_shell_inside(char **argv)
{
	char text[8192], mine[32], *line, *shell;
	ssize_t n = fd_get(AT_FDCWD, HOSTEL_INSIDE_IDS "/passwd", text, sizeof(text));

	/* The porch has it too, and there every shell is hostel-shell: its sandbox has ended. */
	if (access(HOSTEL_INSIDE_BIN, F_OK) == 0)
		return;
	snprintf(mine, sizeof(mine), ":x:%u:", getuid());
	line = n > 0 ? strstr(text, mine) : NULL;
	if (!line)
		return;
	line[strcspn(line, "\n")] = '\0';
	shell = strrchr(line, ':') + 1;
	if (*shell != '/' || strstr(shell, "hostel-shell"))
		return;
	if (argv[0] && *argv[0] != '-')
		argv[0] = shell;
	execv(shell, argv);
}

static bool is_sendmail(const char *program)
{
	const char *slash = strrchr(program, '/');

	return slash && !strcmp(slash, "/sendmail");
}

/*
 * cron and atd hand a job's output to sendmail and look no further (atd), so its loss is said here:
 * in the host's log, whose socket is on the porch only. No word of the tenant's is in the line.
 */
static void say_mail_lost(const char *program, const char *what, int number)
{
	const struct sockaddr_un log = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
	int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char line[256];
	int n;

	if (!is_sendmail(program))
		return;
	/* 20: facility mail, severity warning. syslog(3) */
	n = snprintf(line, sizeof(line),
		"<20>hostel-shell[%d]: mail of a job of uid %u was not sent: %s %d", (int)getpid(),
		(unsigned)getuid(), what, number);
	if (fd >= 0 && n > 0 && connect(fd, (const struct sockaddr *)&log, sizeof(log)) == 0 &&
	    send(fd, line, strnlen(line, sizeof(line)), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return; /* a full log is no reason to wait */
}

static size_t count(char **v)
{
	size_t n = 0;

	while (v && v[n])
		n++;
	return n;
}

/*
 * In-flight descriptors are counted against the sender's limit: ours lies above the sandbox's. The login
 * program's limits are for what the tenant runs, and go there with the request: ours are raised.
 */
static void raise_limits(struct exec_request *q)
{
	struct rlimit *files = &q->limits.v[RLIMIT_NOFILE];
	struct rlimits ours;

	q->limited = rlimits_read(&q->limits) == 0;
	q->limits.v[RLIMIT_NPROC] = q->limits.v[LAYOUT_PORCH_NPROC];
	q->limits.v[LAYOUT_PORCH_NPROC] = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
	rlimits_lift(&ours);
	if (q->limited)
		(void)rlimits_set(RLIMIT_NOFILE, (struct rlimit){files->rlim_max, files->rlim_max});
}

int main(int argc, char **argv, char **envp)
{
	struct attach a = {.release = true, .ignores = true, .timeout = ANSWER_MILLISECONDS};
	char cwd[PATH_MAX];
	struct exec_request q = {.program = asked_program(), .cwd = cwd,
		.argc = (size_t)argc, .argv = (const char **)argv,
		.envc = count(envp), .envp = (const char **)envp};
	struct err e = ERR_NONE;
	int status, error;

	if (relro_apply() < 0 || inherited_reset() < 0)
		refuse("this account cannot be used at the moment");
	/* It may hold an admin's terminal (su): no other process of the tenant's looks into it. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (getuid() == 0 || geteuid() == 0)
		refuse("this shell is for tenants, not for root");
	if (!getcwd(cwd, sizeof(cwd)))
		strcpy(cwd, "/");
	q.umask = umask(022);
	schedule_read(&q.schedule);
	q.grouped = !is_sendmail(q.program); /* atd sends a job's mail with its own group */
	q.gid = getgid();
	raise_limits(&q);
	a.socket = protocol_connect(HOSTEL_DOOR_SOCKET, ANSWER_MILLISECONDS);
	error = errno;
	if (a.socket < 0 && error == ENOENT)
		become_shell_inside(argv);
	if (a.socket < 0) {
		say_mail_lost(q.program, "the sandbox cannot be reached, error", error);
		refuse("this account is only usable inside its sandbox, which cannot be reached");
	}
	if (attach_run(&a, &q, &status, &e) < 0) {
		say_mail_lost(q.program, "the sandbox refused, error", e.code);
		if (e.code == EPIPE)
			attach_end(9); /* the sandbox was killed, and with it what we stand for */
		refuse(e.message);
	}
	if (WIFSIGNALED(status))
		say_mail_lost(q.program, "sendmail was killed by signal", WTERMSIG(status));
	else if (WEXITSTATUS(status))
		say_mail_lost(q.program, "sendmail ended with", WEXITSTATUS(status));
	attach_end(status);
}
