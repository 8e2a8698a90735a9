/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel run: a command of a tenant's, in a PAM session of its own; and a service of theirs.
 *
 * Mustn't: run a command of an account that is no tenant.
 */
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/environment.h"
#include "cli/json.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/pam_session.h"
#include "cli/service/runner.h"
#include "command.h"
#include "events/event_log.h"
#include "events/tally.h"
#include "host/state.h"
#include "talk/attach.h"

struct run {
	const struct cli *cli;
	struct tenant tenant;
	char *argv[4];        /* of the login shell */
	const char **environment;
	sigset_t mask;        /* as it was */
};

/* 'it'\''s': one word for a shell, whatever is in it. */
static void quote(FILE *f, const char *word)
{
	fputc('\'', f);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", f);
		else
			fputc(*word, f);
	}
	fputc('\'', f);
}

static char *quote_all(char **program)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		out_of_memory();
	for (size_t i = 0; program[i]; i++) {
		if (i)
			fputc(' ', f);
		quote(f, program[i]);
	}
	if (fclose(f))
		out_of_memory();
	return text;
}

static void prepare_command(struct run *r)
{
	const struct account *a = &r->tenant.account;
	const char *slash = strrchr(a->shell, '/');
	const char *more[] = {text_of("HOME=%s", a->home), text_of("USER=%s", a->name),
		text_of("LOGNAME=%s", a->name), text_of("SHELL=%s", a->shell),
		"PATH=/usr/local/bin:/usr/bin:/bin:/usr/games", NULL};
	size_t n;

	r->argv[0] = text_of("%s%s", r->cli->program ? "" : "-", slash + 1);
	if (r->cli->program) {
		r->argv[1] = text_of("-c");
		r->argv[2] = quote_all(r->cli->program);
	}
	r->environment = environment_pass(more, &n);
}

static _Noreturn void child(const struct run *r, pid_t parent)
{
	const struct account *a = &r->tenant.account;
	gid_t groups[LAUNCH_GROUPS_MAX];

	for (size_t i = 0; i < a->group_count; i++)
		groups[i] = a->groups[i];
	if (setgroups(a->group_count, groups) < 0 || setresgid(a->gid, a->gid, a->gid) < 0 ||
	    setresuid(a->uid, a->uid, a->uid) < 0 || setuid(0) == 0) {
		say("%s: ids: %s", a->name, strerror(errno));
		_exit(EXIT_SYSTEM);
	}
	/* Should the session's process be killed, nobody waits for the command any more. */
	if (prctl(PR_SET_PDEATHSIG, SIGHUP, 0, 0, 0) < 0 || getppid() != parent)
		_exit(EXIT_SYSTEM);
	umask(022);
	if (chdir(a->home) < 0 && chdir("/") < 0)
		_exit(EXIT_SYSTEM);
	sigprocmask(SIG_SETMASK, &r->mask, NULL);
	execve(a->shell, r->argv, (char **)r->environment);
	say("%s: %s: %s", a->name, a->shell, strerror(errno));
	_exit(EXIT_FAILED);
}

/* What is sent to us is meant for the command. The terminal's own signals reach it anyway. */
static int wait_for(pid_t pid, const sigset_t *set)
{
	siginfo_t info;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0)
		if (sigwaitinfo(set, &info) > 0 && info.si_signo != SIGCHLD && info.si_code <= 0)
			kill(pid, info.si_signo);
	return status;
}

static int run_command(struct run *r, int *status)
{
	static const int passed[] = {SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
		SIGALRM};
	pid_t parent = getpid(), pid;
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		sigaddset(&set, passed[i]);
	sigprocmask(SIG_BLOCK, &set, &r->mask);
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(r, parent);
	if (pid < 0) {
		say("fork: %s", strerror(errno));
		return -1;
	}
	*status = wait_for(pid, &set);
	return 0;
}

/* The module says to root what it says to a tenant; the event that it made since then has the reason. */
static void say_why(const struct run *r, int state, uint64_t since)
{
	const char *name = r->tenant.account.name;
	struct event_cursor begin = {0};
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE tenant = state < 0 ? -1 : state_tenant(state, r->tenant.account.uid, &ignored);
	int AUTO_CLOSE lock = tenant < 0 ? -1 : tally_lock(tenant, &ignored);
	char *AUTO_FREE text = NULL, *AUTO_FREE why = NULL, *save = NULL;

	if (lock < 0 || event_log_read(tenant, &begin, &text, &ignored) < 0 || !text)
		return;
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct json *event = json_parse(line);

		if (event && !strcmp(json_text(event, "event"), event_name(EVENT_REFUSED_LOGIN)) &&
			json_number(event, "time") >= (int64_t)since) {
			free(why);
			why = text_of("%s", json_text(event, "detail"));
		}
		json_release(event);
	}
	if (why)
		say("%s: %s: hostel events %s", name, why, name);
}

int cmd_run(const struct cli *c, int count, char **operands)
{
	struct run r = {.cli = c};
	struct pam_session session = {.account = &r.tenant.account, .keepers = &r.tenant.policy.keepers,
		.service = c->service, .tty = ttyname(0), .self = -1};
	const uint64_t now = (uint64_t)time(NULL);
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE config = config_open(c), AUTO_CLOSE state = -1;
	int status = 0, result = -1, failure = EXIT_FAILED;

	if (config < 0)
		return EXIT_POLICY;
	if (c->run_service)
		return service_run(c, config, count ? operands[0] : NULL);
	if (!count) {
		say("run: a tenant is missing: hostel run TENANT [-- COMMAND...]");
		return EXIT_USAGE;
	}
	failure = tenant_load(&r.tenant, operands[0], config);
	if (!failure) {
		failure = EXIT_FAILED;
		prepare_command(&r);
		state = live_state(&ignored); /* behind it there may be no /run */
		result = pam_session_open(&session);
		if (result < 0 && session.told)
			say_why(&r, state, now);
	}
	if (!result)
		result = run_command(&r, &status);
	pam_session_close(&session);
	if (result < 0)
		return failure;
	attach_end(status);
}
