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
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/printable.h"
#include "cli/output.h"
#include "talk/paths.h"

#define ARGUMENTS_MAX 64
#define TOOL_PATH "PATH=/usr/local/bin:/usr/bin:/bin"

/* Last words win over every file of settings. */
static const char *const settings[] = {"core.hooksPath=/dev/null", "core.fsmonitor=false",
	"core.attributesFile=/dev/null", "core.alternateRefsCommand=/bin/false", "core.pager=cat",
	"protocol.allow=never", "protocol.https.allow=always", "protocol.http.allow=always",
	"protocol.ssh.allow=always", "protocol.git.allow=always", "protocol.file.allow=always",
	"fetch.recurseSubmodules=no", "submodule.recurse=false", "fetch.fsckObjects=true",
	"gc.autoDetach=false",
	"maintenance.auto=false", "gpg.format=ssh", "gpg.openpgp.program=/bin/false",
	"gpg.x509.program=/bin/false", "gpg.ssh.program=ssh-keygen", "gpg.ssh.revocationFile="};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

static _Noreturn void be_git(
	const struct git *g, const char *const arguments[], int input, int output, int error)
{
	char *AUTO_FREE home = text_of("HOME=%s", g->home);
	char *AUTO_FREE signers = text_of("gpg.ssh.allowedSignersFile=%s", g->signers);
	char *const environment[] = {(char *)TOOL_PATH, (char *)"LC_ALL=C", home,
		(char *)"GIT_TERMINAL_PROMPT=0", (char *)"GIT_SSH_COMMAND=ssh -oBatchMode=yes",
		(char *)"GIT_ASKPASS=/bin/false", (char *)"GIT_NO_REPLACE_OBJECTS=1",
		(char *)"GIT_CONFIG_GLOBAL=" HOSTEL_SYNCDIR "/settings",
		(char *)"TMPDIR=" HOSTEL_SYNCDIR, NULL};
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
	/* Who started this may be killed. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (input < 0)
		input = open("/dev/null", O_RDONLY);
	if (dup2(input, 0) == 0 && dup2(output, 1) == 1 && dup2(error, 2) == 2)
		execvpe("git", (char *const *)argv, environment);
	_exit(127);
}

/* Its first lines as one. */
static void keep_said(struct git *g, int error)
{
	ssize_t n = pread(error, g->said, sizeof(g->said) - 1, 0);

	n = n < 0 ? 0 : n;
	while (n && (g->said[n - 1] == '\n' || g->said[n - 1] == '\r'))
		n--;
	g->said[n] = '\0';
	for (char *p = g->said; *p; p++)
		if (*p == '\n')
			*p = ';';
	make_printable(g->said);
}

int git_run(struct git *g, const char *const arguments[], int input,
	int (*take)(void *context, const char *bytes, size_t size), void *context)
{
	int AUTO_CLOSE error = memfd_create("said", MFD_CLOEXEC);
	int ends[2], status = 0, unwanted = 0;
	static char bytes[65536];
	ssize_t n;
	pid_t pid;

	if (error < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	pid = fork();
	if (!pid)
		be_git(g, arguments, input, ends[1], error);
	close(ends[1]);
	while (pid > 0 && !unwanted) {
		n = read(ends[0], bytes, sizeof(bytes));
		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		if (n > 0 && take)
			unwanted = take(context, bytes, (size_t)n);
	}
	close(ends[0]);
	if (pid < 0)
		return -1;
	if (unwanted)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	keep_said(g, error);
	if (WIFSIGNALED(status))
		snprintf(g->said, sizeof(g->said), "git was ended by signal %d", WTERMSIG(status));
	return unwanted || !WIFEXITED(status) ? -1 : WEXITSTATUS(status);
}
