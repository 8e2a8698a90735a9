/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run a program with a bound for its time, its processor time and what it prints.
 */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "base/printable.h"
#include "bounds.h"

static _Noreturn void be_program(const char *const argv[], const char *const envp[], int in, int out,
	int err)
{
	const struct rlimit processor = {RUN_MILLISECONDS / 1000, RUN_MILLISECONDS / 1000}, none = {0, 0};

	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0 || chdir("/") < 0)
		_exit(127);
	setrlimit(RLIMIT_CPU, &processor);
	setrlimit(RLIMIT_CORE, &none);
	execve(argv[0], (char *const *)argv, (char *const *)envp);
	_exit(127);
}

/* Everything of a pipe that is there now. 0 at its end. */
static int take(int fd, char *buffer, size_t size, size_t *used)
{
	char rest[4096];
	const size_t room = size - 1 - *used;
	ssize_t n = room ? read(fd, buffer + *used, room) : read(fd, rest, sizeof(rest));

	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 1 : 0;
	if (room)
		*used += (size_t)n;
	buffer[*used] = '\0';
	return n > 0;
}

/* Until it has closed both ends, or its time is over: -1. */
static int listen_to(int out, int err, struct output *o, char *said, size_t size)
{
	const uint64_t until = now_milliseconds(CLOCK_MONOTONIC) + RUN_MILLISECONDS;
	struct pollfd ends[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
	size_t used = 0;

	while (ends[0].fd >= 0 || ends[1].fd >= 0) {
		const uint64_t now = now_milliseconds(CLOCK_MONOTONIC);

		if (now >= until || (poll(ends, 2, (int)(until - now)) < 0 && errno != EINTR))
			return -1;
		if (ends[0].revents && !take(out, o->out, TEXT_MAX + 2, &o->length))
			ends[0].fd = -1;
		if (ends[1].revents && !take(err, said, size, &used))
			ends[1].fd = -1;
	}
	return 0;
}

static int reap(pid_t pid, int heard)
{
	const uint64_t until = now_milliseconds(CLOCK_MONOTONIC) + RUN_MILLISECONDS;
	int status;

	/* It may have closed its ends and go on. Its real uid is the tenant's, who may kill it: kill(2) */
	while (heard == 0 && waitpid(pid, &status, WNOHANG) == 0 && now_milliseconds(CLOCK_MONOTONIC) < until)
		poll(NULL, 0, 2);
	if (heard == 0 && now_milliseconds(CLOCK_MONOTONIC) < until)
		return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return -1;
}

/* What a log or a tenant is told: "errors in crontab file" says less than the line before it. */
static void first_line(struct output *o, const char *said)
{
	const char *job = strncmp(said, "job ", 4) ? strstr(said, "\njob ") : said;

	o->number = job ? strtoul(strchr(job, ' '), NULL, 10) : 0;
	said += strspn(said, "\n");
	snprintf(o->err, sizeof(o->err), "%.*s", (int)strcspn(said, "\n"), said);
	make_printable(o->err);
}

int run(const char *const argv[], const char *const envp[], const char *input, size_t size, struct output *o)
{
	int AUTO_CLOSE in = fd_sealed("hostel-jobs", input, size);
	int out[2], err[2], status = -1;
	char said[2048] = "";
	pid_t pid;

	*o = (struct output){.out = malloc(TEXT_MAX + 2)};
	if (!o->out || in < 0 || lseek(in, 0, SEEK_SET) < 0 || pipe2(out, O_CLOEXEC) < 0) {
		snprintf(o->err, sizeof(o->err), "%s: %s", argv[0], strerror(errno));
		return -1;
	}
	o->out[0] = '\0';
	if (pipe2(err, O_CLOEXEC) == 0) {
		pid = fork();
		if (pid == 0)
			be_program(argv, envp, in, out[1], err[1]);
		fd_close(&out[1]);
		fd_close(&err[1]);
		if (pid > 0)
			status = reap(pid, listen_to(out[0], err[0], o, said, sizeof(said)));
		else
			snprintf(said, sizeof(said), "fork: %s", strerror(errno));
		fd_close(&err[0]);
	}
	fd_close(&out[0]);
	fd_close(&out[1]);
	first_line(o, status < 0 && !*said ? "it did not come to an end, or could not be run" : said);
	return status;
}
