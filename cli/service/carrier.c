/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service's hostel-carrier. Root's until it has executed that: what it is to have is put in order here.
 */
#include "carrier.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/signals.h"
#include "cli/cli.h"
#include "talk/carrier.h"
#include "talk/paths.h"

int carrier_open(void)
{
	return open(HOSTEL_CARRIER, O_PATH | O_CLOEXEC);
}

/* Ours is the journal's socket, or the terminal of who tries a service by hand. */
static int let_go_of_output(void)
{
	int AUTO_CLOSE null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3; fd++)
		if (null < 0 || dup2(null, fd) < 0)
			return -1;
	return 0;
}

static int become(const struct carrier *c)
{
	const rlim_t most = 2 * CARRIER_CONNECTIONS + CARRIER_OTHERS;
	const struct rlimit files = {most, most};
	const struct account *a = c->account;

	for (size_t i = 0; i < c->cgroup_count; i++)
		if (write(c->cgroups[i], "0", 1) < 0)
			return -1;
	/* With a lower one, of pam_limits(8) for instance, it has fewer connections at a time. */
	(void)setrlimit(RLIMIT_NOFILE, &files);
	/* What is not put in its place is closed when it is executed. */
	if (let_go_of_output() < 0 || fchdir(c->directory) < 0 ||
	    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
		return -1;
	if (setgroups(0, NULL) < 0 || setresgid(a->gid, a->gid, a->gid) < 0 ||
	    setresuid(a->uid, a->uid, a->uid) < 0 || setuid(0) == 0)
		return -1;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || signals_reset() < 0 ? -1 : 0;
}

static void execute(const struct carrier *c)
{
	char port[16];
	const char *const argv[] = {"hostel-carrier", c->account->name, c->name, port, NULL};
	const char *const envp[] = {NULL};
	/* It may have the number that the socket gets. */
	const int program = fcntl(c->program, F_DUPFD_CLOEXEC, CARRIER_LISTENER + 1);

	snprintf(port, sizeof(port), "%u", c->port);
	if (program >= 0 && dup2(c->listener, CARRIER_LISTENER) >= 0 &&
	    fcntl(CARRIER_LISTENER, F_SETFD, 0) == 0)
		syscall(SYS_execveat, program, "", argv, envp, AT_EMPTY_PATH);
}

pid_t carrier_start(const struct carrier *c)
{
	const pid_t parent = getpid();
	pid_t pid = fork();

	if (pid)
		return pid;
	/* The signal behind the change of ids, which takes it away: prctl(2). */
	if (become(c) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent)
		execute(c);
	_exit(EXIT_SYSTEM);
}
