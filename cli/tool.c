/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The distribution's own tools.
 */
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"

#define TOOL_MILLISECONDS 60000
#define DIRECTORIES "/usr/sbin:/usr/bin:/sbin:/bin"

/* The program's path. -1 with errno. */
static int find(const char *name, char *path, size_t size)
{
	const char *d = DIRECTORIES;

	while (*d) {
		const size_t n = strcspn(d, ":");

		snprintf(path, size, "%.*s/%s", (int)n, d, name);
		if (access(path, X_OK) == 0)
			return 0;
		d += n + (d[n] == ':');
	}
	errno = ENOENT;
	return -1;
}

static int spawn(const char *const *argv, int output, pid_t *pid)
{
	static char *const environment[] = {(char *)"PATH=" DIRECTORIES, (char *)"LC_ALL=C", NULL};
	posix_spawn_file_actions_t actions;
	char path[256];
	int code;

	if (find(argv[0], path, sizeof(path)) < 0)
		return errno;
	code = posix_spawn_file_actions_init(&actions);
	if (code)
		return code;
	code = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	if (!code)
		code = posix_spawn_file_actions_adddup2(&actions, output, 1);
	if (!code)
		code = posix_spawn_file_actions_adddup2(&actions, output, 2);
	if (!code)
		code = posix_spawn(
			pid, path, &actions, NULL, (char *const *)(const void *)argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

/* Until the end of the output, or of the time: false then. */
static bool listen_to(int fd, char *text, size_t size)
{
	const uint64_t end = now_milliseconds(CLOCK_MONOTONIC) + TOOL_MILLISECONDS;
	size_t used = 0;

	for (;;) {
		const uint64_t time = now_milliseconds(CLOCK_MONOTONIC);
		struct pollfd p = {fd, POLLIN, 0};
		char rest[256];
		ssize_t n;

		if (time >= end)
			return false;
		if (poll(&p, 1, (int)(end - time)) <= 0)
			continue;
		n = read(fd, rest, sizeof(rest));
		if (n == 0 || (n < 0 && errno != EINTR))
			return true;
		for (ssize_t i = 0; i < n && used + 1 < size; i++)
			text[used++] = rest[i];
		text[used] = '\0';
	}
}

/* "useradd: a; useradd: b" of lines. */
static void one_line(char *text)
{
	size_t n = strlen(text);

	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ';';
}

int tool_run(const char *const *argv, char *said, size_t size)
{
	int ends[2], status, code;
	pid_t pid;

	*said = '\0';
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	code = spawn(argv, ends[1], &pid);
	close(ends[1]);
	if (!code && !listen_to(ends[0], said, size))
		kill(pid, SIGKILL);
	close(ends[0]);
	if (code) {
		errno = code;
		return -1;
	}
	one_line(said);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
