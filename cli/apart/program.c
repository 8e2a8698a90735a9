/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that is run for its answer.
 *
 * Should: read all that it says, and keep little. Mustn't: wait for one of its two pipes while it waits
 * for the other.
 */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "base/printable.h"

struct talk {
	const struct program *p;
	char *said; /* PROGRAM_SAID_SIZE */
	size_t used;
	bool unwanted, late;
};

static void take_error(struct talk *t, const char *bytes, size_t size)
{
	const size_t room = PROGRAM_SAID_SIZE - 1 - t->used;

	/* A server can say as much as it likes: the rest is read and forgotten. */
	size = size < room ? size : room;
	memcpy(t->said + t->used, bytes, size);
	t->used += size;
}

/* One piece of one of both. False at its end. */
static bool hear_piece(struct talk *t, int fd, bool error)
{
	static char bytes[65536];
	const ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n < 0)
		return errno == EINTR;
	if (error)
		take_error(t, bytes, (size_t)n);
	else if (n && t->p->take)
		t->unwanted = t->p->take(t->p->taker, bytes, (size_t)n) != 0;
	return n > 0;
}

/* Until both have ended; -1 for one that is not there. */
static void hear(struct talk *t, int output, int error)
{
	struct pollfd p[] = {{output, POLLIN, 0}, {error, POLLIN, 0}};
	const uint64_t end = now_milliseconds(CLOCK_MONOTONIC) + UINT64_C(1000) * t->p->seconds;

	while (!t->unwanted && (p[0].fd >= 0 || p[1].fd >= 0)) {
		const uint64_t now = now_milliseconds(CLOCK_MONOTONIC);

		t->late = t->p->seconds && now >= end;
		t->unwanted = t->late;
		if (t->late || (poll(p, 2, t->p->seconds ? (int)(end - now) : -1) < 0 && errno != EINTR))
			return;
		for (int i = 0; i < 2; i++)
			if (p[i].fd >= 0 && p[i].revents && !hear_piece(t, p[i].fd, i == 1))
				p[i].fd = -1;
	}
}

void apart_join(char *said)
{
	size_t n = strlen(said);

	while (n && (said[n - 1] == '\n' || said[n - 1] == '\r'))
		n--;
	said[n] = '\0';
	for (char *p = said; *p; p++)
		if (*p == '\n')
			*p = ';';
	make_printable(said);
}

static int finish(struct talk *t, pid_t pid)
{
	int status = 0;

	if (t->unwanted)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	t->said[t->used] = '\0';
	apart_join(t->said);
	if (t->late)
		snprintf(t->said, PROGRAM_SAID_SIZE, "%s took more than %u s", t->p->name, t->p->seconds);
	else if (WIFSIGNALED(status))
		snprintf(t->said, PROGRAM_SAID_SIZE, "%s was ended by signal %d", t->p->name,
			WTERMSIG(status));
	return t->unwanted || !WIFEXITED(status) ? -1 : WEXITSTATUS(status);
}

pid_t apart_begin(const struct program *p, int *output, int *error)
{
	int out[2] = {-1, -1}, err[2];
	pid_t pid;

	if (pipe2(err, O_CLOEXEC) < 0)
		return -1;
	if (p->into < 0 && pipe2(out, O_CLOEXEC) < 0) {
		close(err[0]);
		close(err[1]);
		return -1;
	}
	pid = fork();
	if (!pid)
		p->become(p->context, p->into < 0 ? out[1] : p->into, err[1]);
	fd_close(&out[1]);
	close(err[1]);
	*output = out[0];
	*error = err[0];
	if (pid < 0) {
		fd_close(output);
		fd_close(error);
	}
	return pid;
}

int apart_run(const struct program *p, char said[PROGRAM_SAID_SIZE])
{
	struct talk t = {.p = p, .said = said};
	int output, error;
	const pid_t pid = apart_begin(p, &output, &error);

	said[0] = '\0';
	if (pid < 0)
		return -1;
	hear(&t, output, error);
	fd_close(&output);
	fd_close(&error);
	return finish(&t, pid);
}
