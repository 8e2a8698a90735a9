/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * git(1), for who has given up all rights.
 *
 * Should: believe neither the repository's own settings nor what it holds. Mustn't: run a program that the
 * repository brings, or ask anybody anything.
 */
#include "git.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/printable.h"
#include "cli/output.h"

#define ARGUMENTS_MAX 96
#define MEMORY_MAX (UINT64_C(3) << 30) /* address space of each process */
#define TOOL_PATH "PATH=/usr/local/bin:/usr/bin:/bin"

/* Last words win over every file of settings. */
static const char *const settings[] = {"core.hooksPath=/dev/null", "core.fsmonitor=false",
	"core.attributesFile=/dev/null", "core.alternateRefsCommand=/bin/false", "core.pager=cat",
	"protocol.allow=never", "protocol.https.allow=always", "protocol.http.allow=always",
	"protocol.ssh.allow=always", "protocol.git.allow=always", "protocol.file.allow=always",
	"fetch.recurseSubmodules=no", "submodule.recurse=false", "fetch.fsckObjects=true",
	"gc.autoDetach=false", "gc.auto=0", "maintenance.auto=false",
	/* What a server sends does not decide how much memory that takes. */
	"fetch.unpackLimit=1", "pack.threads=1", "core.bigFileThreshold=1m", "core.packedGitWindowSize=16m",
	"core.packedGitLimit=256m", "pack.windowMemory=64m", "pack.deltaCacheSize=16m",
	 "gpg.format=ssh", "gpg.openpgp.program=/bin/false",
	"gpg.x509.program=/bin/false", "gpg.ssh.program=ssh-keygen", "gpg.ssh.revocationFile="};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

static _Noreturn void be_git(
	const struct git *g, const char *const arguments[], int input, int output, int error)
{
	const struct rlimit memory = {MEMORY_MAX, MEMORY_MAX};
	char *AUTO_FREE home = text_of("HOME=%s", g->home), *AUTO_FREE tmp = text_of("TMPDIR=%s", g->home);
	char *AUTO_FREE global = text_of("GIT_CONFIG_GLOBAL=%s", g->global);
	char *AUTO_FREE signers = text_of("gpg.ssh.allowedSignersFile=%s", g->signers ? g->signers : "");
	char *AUTO_FREE to = text_of("GIT_OBJECT_DIRECTORY=%s/" GIT_INCOMING "/objects", g->home);
	char *AUTO_FREE beside =
		text_of("GIT_ALTERNATE_OBJECT_DIRECTORIES=%s/" GIT_REPOSITORY "/objects", g->home);
	char *const environment[] = {(char *)TOOL_PATH, (char *)"LC_ALL=C", home, tmp, global,
		(char *)"GIT_TERMINAL_PROMPT=0", (char *)"GIT_SSH_COMMAND=ssh -oBatchMode=yes",
		(char *)"GIT_ASKPASS=/bin/false", (char *)"GIT_NO_REPLACE_OBJECTS=1",
		/* Without them its own, which is the end of this list. */
		g->incoming ? to : NULL, g->incoming ? beside : NULL, NULL};
	const char *argv[ARGUMENTS_MAX] = {"git", "--git-dir=" GIT_REPOSITORY};
	size_t n = 2;

	for (size_t i = 0; i < SETTINGS; i++) {
		argv[n++] = "-c";
		argv[n++] = settings[i];
	}
	argv[n++] = "-c";
	argv[n++] = signers;
	for (size_t i = 0; arguments[i] && n < ARGUMENTS_MAX - 1; i++)
		argv[n++] = arguments[i];
	if (input < 0)
		input = open("/dev/null", O_RDONLY);
	if (setrlimit(RLIMIT_AS, &memory) == 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 &&
		dup2(error, 2) == 2)
		execvpe("git", (char *const *)argv, environment);
	_exit(127);
}

/* --- what it says --------------------------------------------------------------------------------- */

struct talk {
	struct git *g;
	size_t said;
	int (*take)(void *context, const char *bytes, size_t size);
	void *context;
	bool unwanted;
};

static void take_error(struct talk *t, const char *bytes, size_t size)
{
	const size_t room = GIT_SAID_SIZE - 1 - t->said;

	/* A server can say as much as it likes: the rest is read and forgotten. */
	size = size < room ? size : room;
	memcpy(t->g->said + t->said, bytes, size);
	t->said += size;
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
	else if (n && t->take)
		t->unwanted = t->take(t->context, bytes, (size_t)n) != 0;
	return n > 0;
}

/* Until both have ended; -1 for one that is not there. */
static void hear(struct talk *t, int output, int error)
{
	struct pollfd p[] = {{output, POLLIN, 0}, {error, POLLIN, 0}};

	while (!t->unwanted && (p[0].fd >= 0 || p[1].fd >= 0)) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return;
		for (int i = 0; i < 2; i++)
			if (p[i].fd >= 0 && p[i].revents && !hear_piece(t, p[i].fd, i == 1))
				p[i].fd = -1;
	}
}

/* Its first lines as one. */
static void join_said(struct talk *t)
{
	char *said = t->g->said;
	size_t n = t->said;

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
	join_said(t);
	if (WIFSIGNALED(status))
		snprintf(t->g->said, GIT_SAID_SIZE, "git was ended by signal %d", WTERMSIG(status));
	return t->unwanted || !WIFEXITED(status) ? -1 : WEXITSTATUS(status);
}

/* `into` < 0: `take` gets its output. */
static int run(struct talk *t, const char *const arguments[], int input, int into)
{
	int output[2] = {-1, -1}, error[2];
	pid_t pid;

	if (pipe2(error, O_CLOEXEC) < 0)
		return -1;
	if (into < 0 && pipe2(output, O_CLOEXEC) < 0) {
		close(error[0]);
		close(error[1]);
		return -1;
	}
	pid = fork();
	if (!pid)
		be_git(t->g, arguments, input, into < 0 ? output[1] : into, error[1]);
	fd_close(&output[1]);
	close(error[1]);
	if (pid > 0)
		hear(t, output[0], error[0]);
	fd_close(&output[0]);
	close(error[0]);
	return pid < 0 ? -1 : finish(t, pid);
}

int git_run(struct git *g, const char *const arguments[], int input,
	int (*take)(void *context, const char *bytes, size_t size), void *context)
{
	struct talk t = {.g = g, .take = take, .context = context};

	return run(&t, arguments, input, -1);
}

int git_run_to(struct git *g, const char *const arguments[], int input, int output)
{
	struct talk t = {.g = g};

	return run(&t, arguments, input, output);
}
