/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of a service.
 */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "talk/attach.h"
#include "talk/layout.h"

#define ANSWER_MILLISECONDS 10000

static int started_fd, handed_fd;

/* Nobody else holds what the tenant was given. */
static void tell_started(void)
{
	if (handed_fd >= 0)
		close(handed_fd);
	if (write(started_fd, "", 1) < 0)
		_exit(EXIT_SYSTEM);
}

/* "exec PROGRAM >>LOG", by a shell: the file is opened inside, with the tenant's rights. */
static size_t log_to_file(const char *log, const char **argv)
{
	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = "exec \"$@\" >>\"$0\" 2>&1";
	argv[3] = log;
	return 4;
}

static bool has_language(const struct service *s)
{
	for (size_t i = 0; i < s->environment.count; i++)
		if (!strncmp(s->environment.items[i], "LANG=", 5))
			return true;
	return false;
}

static void fill(const struct program *p, struct exec_request *q)
{
	const struct service *s = p->service;
	const char **argv = calloc(s->command.count + 8, sizeof(*argv));
	const char **environment = calloc(s->environment.count + 3, sizeof(*environment));

	if (!argv || !environment)
		out_of_memory();
	q->argv = argv;
	q->envp = environment;
	q->cwd = strcmp(s->directory, "auto") ? s->directory : p->account->home;
	q->program = s->command.items[0];
	if (strcmp(s->log, "journal") != 0) {
		q->argc = log_to_file(s->log, argv);
		argv[q->argc++] = q->program;
		q->program = "/bin/sh";
	} else {
		argv[q->argc++] = q->program;
	}
	for (size_t i = 1; i < s->command.count; i++)
		argv[q->argc++] = s->command.items[i];
	if (!has_language(s))
		environment[q->envc++] = "LANG=C.UTF-8";
	if (p->listener >= 0)
		environment[q->envc++] = text_of("LISTEN_FDNAMES=%s", s->name);
	for (size_t i = 0; i < s->environment.count; i++)
		environment[q->envc++] = s->environment.items[i];
}

/* The lower of the two holds, as for logins: pam_limits(8), the unit. porch.c carries that of processes. */
static void take_limits(struct exec_request *q)
{
	q->limited = rlimits_read(&q->limits) == 0;
	q->limits.v[RLIMIT_NPROC] = q->limits.v[LAYOUT_PORCH_NPROC];
	q->limits.v[LAYOUT_PORCH_NPROC] = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
	schedule_read(&q->schedule);
}

static _Noreturn void stand_for(const struct program *p, pid_t parent)
{
	struct attach a = {.socket = p->control, .release = true, .timeout = ANSWER_MILLISECONDS,
		.listens = p->listener >= 0, .listener = p->listener, .started = tell_started};
	struct exec_request q = {.umask = umask(022), .service = true};
	struct err e = ERR_NONE;
	const int words = fcntl(2, F_DUPFD_CLOEXEC, 3); /* hostel's own */
	int status, null;

	/* Nobody passes signals on any more, or restarts it. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != parent)
		_exit(EXIT_SYSTEM);
	fill(p, &q);
	take_limits(&q);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0 || dup2(null, 0) < 0 || dup2(p->output, 1) < 0 || dup2(p->output, 2) < 0)
		_exit(EXIT_SYSTEM);
	started_fd = p->started;
	handed_fd = p->listener;
	if (attach_run(&a, &q, &status, &e) < 0) {
		dup2(words, 2);
		say("%s: service %s: %s", p->account->name, p->service->name, e.message);
		_exit(e.code == EPIPE ? 128 + SIGKILL : EXIT_FAILED);
	}
	attach_end(status);
}

pid_t program_start(const struct program *p)
{
	const pid_t parent = getpid();
	pid_t pid;

	pid = fork();
	if (pid == 0)
		stand_for(p, parent);
	return pid;
}
