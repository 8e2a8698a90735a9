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

/* What is asked of it. */
struct asked {
	const struct git *g;
	const char *const *arguments;
	int input; /* or -1 */
};

static _Noreturn void be_git(void *context, int output, int error)
{
	const struct asked *a = context;
	const struct git *g = a->g;
	int input = a->input;
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
	for (size_t i = 0; a->arguments[i] && n < ARGUMENTS_MAX - 1; i++)
		argv[n++] = a->arguments[i];
	if (input < 0)
		input = open("/dev/null", O_RDONLY);
	if (setrlimit(RLIMIT_AS, &memory) == 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 &&
		dup2(error, 2) == 2)
		execvpe("git", (char *const *)argv, environment);
	_exit(127);
}

int git_run(struct git *g, const char *const arguments[], int input,
	int (*take)(void *context, const char *bytes, size_t size), void *context)
{
	struct asked asked = {g, arguments, input};

	return apart_run(&(struct program){.name = "git", .become = be_git, .context = &asked, .take = take,
		.taker = context, .into = -1}, g->said);
}

int git_run_to(struct git *g, const char *const arguments[], int input, int output)
{
	struct asked asked = {g, arguments, input};

	return apart_run(&(struct program){.name = "git", .become = be_git, .context = &asked,
		.into = output}, g->said);
}
