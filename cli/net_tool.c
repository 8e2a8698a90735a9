/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs hostel-net: this command holds no library for rules or links.
 */
#include "net_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/paths.h"

static int spawn(const char *verb, const char *operand, int output, pid_t *pid)
{
	char *const argv[] = {(char *)"hostel-net", (char *)verb, (char *)operand, NULL};
	char *const envp[] = {(char *)"PATH=/usr/sbin:/usr/bin:/sbin:/bin", (char *)"LC_ALL=C", NULL};
	posix_spawn_file_actions_t actions;
	int code = posix_spawn_file_actions_init(&actions);

	if (code)
		return code;
	code = posix_spawn_file_actions_adddup2(&actions, output, 1);
	if (!code)
		code = posix_spawn(pid, HOSTEL_NET, &actions, NULL, argv, envp);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

int net_tool(const char *verb, const char *operand, char *said, size_t size)
{
	size_t used = 0;
	ssize_t n = 1;
	int ends[2], status, code;
	pid_t pid;

	*said = '\0';
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	code = spawn(verb, operand, ends[1], &pid);
	close(ends[1]);
	while (!code && n > 0) {
		char rest[256];
		const size_t left = size - 1 - used;

		n = read(ends[0], left ? said + used : rest, left ? left : sizeof(rest));
		if (n > 0 && left)
			used += (size_t)n;
		else if (n < 0 && errno == EINTR)
			n = 1;
		said[used] = '\0';
	}
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
