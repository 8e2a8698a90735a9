/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A login program, as small as one can be.
 */
#include "bench.h"
#include "host/record.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int converse(int n, const struct pam_message **m, struct pam_response **r, void *data)
{
	(void)m;
	(void)data;
	*r = calloc((size_t)n, sizeof(**r));
	return *r ? PAM_SUCCESS : PAM_BUF_ERR;
}

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void silence(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3; fd++)
		if (dup2(null, fd) < 0)
			_exit(126);
}

static int wait_status(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int run_program(char *const argv[])
{
	pid_t pid = fork();

	if (pid == 0) {
		silence();
		execv(argv[0], argv);
		_exit(127);
	}
	return pid < 0 ? -1 : wait_status(pid);
}

/* As sshd does it: the account's shell by its name, with the user's ids. */
static int run_shell(const struct passwd *pw)
{
	const char *base = strrchr(pw->pw_shell, '/') ? strrchr(pw->pw_shell, '/') + 1 : pw->pw_shell;
	char home[256], name[64];
	char *argv[] = {name, NULL}, *envp[] = {(char *)"PATH=/usr/bin:/bin", home, NULL};
	pid_t pid;

	snprintf(home, sizeof(home), "HOME=%s", pw->pw_dir);
	snprintf(name, sizeof(name), "-%s", base);
	pid = fork();
	if (pid == 0) {
		silence();
		if (setgroups(1, &pw->pw_gid) < 0 || setgid(pw->pw_gid) < 0 || setuid(pw->pw_uid) < 0 ||
		    chdir(pw->pw_dir) < 0)
			_exit(125);
		execve(pw->pw_shell, argv, envp);
		_exit(127);
	}
	return pid < 0 ? -1 : wait_status(pid);
}

/* In the child. Returns what failed, or NULL. */
static const char *be_session(pam_handle_t *pamh, const struct passwd *pw, enum session_kind kind,
	const int hold[2], int out, struct times *times)
{
	double t[5] = {now()};
	char byte;

	if (pam_acct_mgmt(pamh, 0) != PAM_SUCCESS)
		return "account";
	t[1] = now();
	if (pam_open_session(pamh, 0) != PAM_SUCCESS)
		return "session";
	t[2] = t[3] = now();
	if (kind == SESSION_RUN && run_shell(pw) != 0)
		return "shell";
	t[3] = now();
	if (kind == SESSION_HOLD) {
		*times = (struct times){t[1] - t[0], t[2] - t[1], 0, 0};
		if (write(out, times, sizeof(*times)) < 0 || close(hold[1]) < 0 ||
			read(hold[0], &byte, 1) < 0)
			return "wait";
	}
	pam_close_session(pamh, 0);
	t[4] = now();
	*times = (struct times){t[1] - t[0], t[2] - t[1], t[3] - t[2], t[4] - t[3]};
	return kind == SESSION_HOLD || write(out, times, sizeof(*times)) > 0 ? NULL : "report";
}

pid_t session(const char *service, const char *user, enum session_kind kind, const int hold[2],
	struct times *times)
{
	const struct pam_conv conv = {converse, NULL};
	const struct passwd *pw = getpwnam(user);
	const char *failed = "start";
	pam_handle_t *pamh;
	int pipes[2];
	pid_t pid;
	ssize_t n;

	if (!pw || pipe(pipes) < 0 || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		if (pam_start(service, user, &conv, &pamh) == PAM_SUCCESS) {
			failed = be_session(pamh, pw, kind, hold, pipes[1], times);
			pam_end(pamh, 0);
		}
		if (failed)
			fprintf(stderr, "bench: %s of %s, service %s, failed\n", failed, user, service);
		_exit(failed ? 1 : 0);
	}
	close(pipes[1]);
	n = read(pipes[0], times, sizeof(*times));
	close(pipes[0]);
	if (n == (ssize_t)sizeof(*times))
		return pid;
	waitpid(pid, NULL, 0);
	return -1;
}

void session_wait_for_end(uid_t uid)
{
	char path[128], line[256];
	int pid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/t/%u/record", HOSTEL_STATEDIR, uid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "pid ", 4))
			pid = atoi(line + 4);
	if (f)
		fclose(f);
	for (int i = 0; pid && i < 2000 && (kill(pid, 0) == 0 || errno != ESRCH); i++)
		usleep(1000);
}
