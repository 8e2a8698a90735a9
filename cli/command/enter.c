/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel enter: a process in a sandbox that runs already, as the tenant and under all limits of the policy.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/environment.h"
#include "cli/live.h"
#include "cli/output.h"
#include "command.h"
#include "talk/attach.h"
#include "talk/protocol_body.h"

#define ANSWER_MILLISECONDS 10000

/* Connect to the sandbox that logins join. -1 after saying why not. */
static int connect_current(const struct cli *c, const char *name, int *failure)
{
	const struct live_sandbox *s = NULL;
	struct err e = ERR_NONE;
	struct live l;
	int fd = -1;

	*failure = EXIT_NOT_RUNNING;
	if (live_read(&l, name, &e) < 0) {
		say("%s", e.message);
		*failure = EXIT_SYSTEM;
		return -1;
	}
	if (l.count)
		s = live_current(&l.tenants[0]);
	if (s)
		fd = live_connect(l.tenants[0].uid, s->number);
	live_free(&l);
	if (fd >= 0)
		return fd;
	*failure = tenant_expect(c, name);
	if (!*failure) {
		say("%s has no sandbox: `hostel run %s` makes one", name, name);
		*failure = EXIT_NOT_RUNNING;
	}
	return -1;
}

/* An absolute path is run as it is; another name is looked for along the sandbox's own PATH. */
static const char **make_argv(const struct cli *c, struct exec_request *q)
{
	size_t n = 0, skip;
	const char **argv;

	while (c->program && c->program[n])
		n++;
	argv = calloc(n + 3, sizeof(*argv));
	if (!argv)
		out_of_memory();
	if (!n) {
		q->program = "";
		argv[q->argc++] = "-bash"; /* the dash asks for a login shell of any name */
		return argv;
	}
	skip = *c->program[0] == '/' ? 0 : 2;
	q->program = skip ? "/usr/bin/env" : c->program[0];
	if (skip) {
		argv[q->argc++] = "env";
		argv[q->argc++] = "--";
	}
	memcpy(argv + skip, c->program, n * sizeof(*argv));
	q->argc += n;
	return argv;
}

int cmd_enter(const struct cli *c, int count, char **operands)
{
	struct attach a = {.relay_all = true, .timeout = ANSWER_MILLISECONDS};
	struct exec_request q = {.cwd = "", .umask = 022};
	const char **AUTO_FREE argv = make_argv(c, &q);
	const char **AUTO_FREE environment = environment_pass(NULL, &q.envc);
	struct err e = ERR_NONE;
	int status, result;

	(void)count;
	q.limited = rlimits_read(&q.limits) == 0;
	q.argv = argv;
	q.envp = environment;
	a.socket = connect_current(c, operands[0], &result);
	if (a.socket < 0)
		return result;
	result = attach_run(&a, &q, &status, &e);
	fd_close(&a.socket);
	if (result < 0) {
		say("%s: %s", operands[0], e.message);
		return EXIT_FAILED;
	}
	attach_end(status);
}
