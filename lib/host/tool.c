/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of the host's, without a shell, in a clean environment and with a bound.
 */
#include "host/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"

#define TOOL_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define TOOL_SECONDS 60

static bool find(const char *name, char *path, size_t size)
{
	if (*name == '/')
		return snprintf(path, size, "%s", name) < (int)size;
	for (const char *at = TOOL_PATH; *at;) {
		size_t n = strcspn(at, ":");

		snprintf(path, size, "%.*s/%s", (int)n, at, name);
		if (access(path, X_OK) == 0)
			return true;
		at += n + (at[n] == ':');
	}
	errno = ENOENT;
	return false;
}

bool tool_exists(const char *name)
{
	char path[256];

	return find(name, path, sizeof(path));
}

static int start(const char *const argv[], int output, pid_t *pid)
{
	/* debconf asks nobody: pam-auth-update(8). systemctl(1) and others want no pager. */
	static char *const envp[] = {(char *)"PATH=" TOOL_PATH, (char *)"LC_ALL=C",
		(char *)"DEBIAN_FRONTEND=noninteractive", (char *)"SYSTEMD_PAGER=", NULL};
	posix_spawn_file_actions_t actions;
	char path[256];
	int code;

	if (!find(argv[0], path, sizeof(path)))
		return ENOENT;
	code = posix_spawn_file_actions_init(&actions);
	if (code)
		return code;
	code = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	for (int fd = 1; !code && fd <= 2; fd++)
		code = posix_spawn_file_actions_adddup2(&actions, output, fd);
	if (!code)
		code = posix_spawn(pid, path, &actions, NULL, (char *const *)argv, envp);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

/* Until its output ends, or the time is over. */
static bool listen_to(int fd, char *said, size_t size, unsigned seconds)
{
	const uint64_t end = now_milliseconds(CLOCK_MONOTONIC) + seconds * UINT64_C(1000);
	size_t used = 0;

	for (;;) {
		const uint64_t time = now_milliseconds(CLOCK_MONOTONIC);
		struct pollfd p = {fd, POLLIN, 0};
		char rest[512];
		const size_t left = size - 1 - used;
		ssize_t n = poll(&p, 1, time < end ? (int)(end - time) : 0);

		if (n == 0)
			return false;
		if (n > 0)
			n = read(fd, left ? said + used : rest, left ? left : sizeof(rest));
		if (n == 0 || (n < 0 && errno != EINTR))
			return true;
		if (n > 0 && left)
			used += (size_t)n;
		said[used] = '\0';
	}
}

int tool_run_for(const char *const argv[], unsigned seconds, char *said, size_t size)
{
	int ends[2], status = 0, code;
	pid_t pid;

	*said = '\0';
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	code = start(argv, ends[1], &pid);
	close(ends[1]);
	if (!code && !listen_to(ends[0], said, size, seconds))
		kill(pid, SIGKILL);
	close(ends[0]);
	if (code) {
		errno = code;
		return -1;
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int tool_run(const char *const argv[], char *said, size_t size)
{
	return tool_run_for(argv, TOOL_SECONDS, said, size);
}

int tool_run_line(const char *const argv[], char *said, size_t size)
{
	const int status = tool_run(argv, said, size);
	size_t n = strlen(said);

	while (n && said[n - 1] == '\n')
		said[--n] = '\0';
	for (char *p = said; *p; p++)
		if (*p == '\n')
			*p = ';';
	return status;
}
