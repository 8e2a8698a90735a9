/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child that runs checks of hostel doctor. What they know of the tenants and of the host's files is in its
 * memory; if it has to be ended, the next one finds it out anew.
 *
 * Mustn't: wait without bound for anything that the child does.
 */
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wait.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "host/helper.h"
#include "verdict_pack.h"

#define FIND_TENANTS UINT32_MAX /* instead of the number of a check */
#define TENANTS_SECONDS 30      /* for very many, or a name service that is slow */
#define ANSWER_MAX (64 << 20)

static void answer(int to, const void *bytes, size_t size)
{
	const uint32_t length = (uint32_t)size;

	if (fd_write_all(to, &length, sizeof(length)) < 0 || fd_write_all(to, bytes, size) < 0)
		_exit(1);
}

static void run_check(struct doctor *d, uint32_t number, int to)
{
	const struct doctor_check *c = &doctor_checks[number];
	struct verdict v = {0};
	char *bytes;
	size_t size;

	/* Every account could be one then, and what is advised of tenants would be done to others. */
	if (c->tenants && !d->configured && c->run != doctor_policies)
		verdict_set(&v, LEVEL_SKIP, "hostel.ini does not tell who is a tenant: hostel check");
	else
		c->run(d, &v);
	progress(NULL, 0);
	bytes = verdict_pack(&v, &size);
	answer(to, bytes, size);
	free(bytes);
	verdict_free(&v);
}

/* Ends when nobody asks any more, or with who asks. */
static _Noreturn void be_worker(const struct cli *cli, int line, pid_t parent)
{
	struct doctor d = {.cli = cli};
	uint32_t number;
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != parent)
		_exit(1);
	while (fd_read_all(line, &number, sizeof(number)) == 0) {
		if (number == FIND_TENANTS) {
			doctor_tenants(&d);
			progress(NULL, 0);
			answer(line, &d.tenant_count, sizeof(d.tenant_count));
		} else {
			run_check(&d, number, line);
		}
	}
	_exit(0);
}

void worker_begin(struct worker *w, const struct cli *cli)
{
	*w = (struct worker){.cli = cli, .helper = -1, .line = -1};
}

static int start(struct worker *w)
{
	const pid_t parent = getpid();
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	fflush(NULL);
	w->pid = helper_fork(0, &w->helper);
	if (w->pid == 0) {
		close(ends[0]);
		be_worker(w->cli, ends[1], parent);
	}
	close(ends[1]);
	w->line = ends[0];
	if (w->pid > 0)
		return 0;
	w->pid = 0;
	fd_close(&w->line);
	return -1;
}

/* What it ended with, or -1: it had to be killed. */
static int reap(struct worker *w, uint64_t until)
{
	const int status = w->pid ? helper_reap(w->helper, w->pid, until) : 0;

	fd_close(&w->line);
	fd_close(&w->helper);
	w->pid = 0;
	return status;
}

void worker_end(struct worker *w)
{
	if (w->pid)
		shutdown(w->line, SHUT_WR); /* the end of its questions */
	reap(w, wait_now() + 1000);
}

/* All bytes, as they come; false: the child ended, or was too slow. */
static bool receive(struct worker *w, void *data, size_t size, uint64_t until)
{
	char *at = data;

	while (size) {
		ssize_t n;

		if (wait_readable(w->line, until) < 0)
			return false;
		n = read(w->line, at, size);
		if (n <= 0 && errno != EINTR)
			return false;
		if (n > 0) {
			at += n;
			size -= (size_t)n;
		}
	}
	return true;
}

static bool put_question(struct worker *w, uint32_t question)
{
	return (w->pid || start(w) == 0) &&
	       send(w->line, &question, sizeof(question), MSG_NOSIGNAL) == sizeof(question);
}

/* The answer, malloc'ed; or NULL, and the child is gone: *status is as reap() says. */
static char *get_answer(struct worker *w, unsigned seconds, size_t *size, int *status)
{
	const uint64_t until = wait_now() + seconds * UINT64_C(1000);
	uint32_t length = 0;
	char *bytes = NULL;

	if (w->pid && receive(w, &length, sizeof(length), until) && length && length <= ANSWER_MAX) {
		bytes = malloc(length);
		if (!bytes)
			out_of_memory();
		*size = length;
		if (receive(w, bytes, length, until))
			return bytes;
		free(bytes);
	}
	*status = w->pid ? reap(w, until) : 1;
	w->ahead = NULL;
	progress(NULL, 0);
	return NULL;
}

static void take_tenants(struct worker *w)
{
	char *AUTO_FREE bytes = NULL;
	size_t size = 0;
	int status;

	bytes = get_answer(w, TENANTS_SECONDS, &size, &status);
	if (bytes && size == sizeof(w->tenants))
		memcpy(&w->tenants, bytes, size);
	else
		w->unknown = true;
}

void worker_ahead(struct worker *w, const struct doctor_check *c)
{
	if (!w->pid && put_question(w, FIND_TENANTS) && put_question(w, (uint32_t)(c - doctor_checks)))
		w->ahead = c;
}

void worker_run(struct worker *w, const struct doctor_check *c, struct verdict *v)
{
	char *AUTO_FREE bytes = NULL;
	size_t size = 0;
	int status = 0;

	*v = (struct verdict){0};
	if (w->ahead || (!w->pid && !w->unknown && put_question(w, FIND_TENANTS)))
		take_tenants(w);
	if (w->unknown && c->tenants) {
		verdict_set(v, LEVEL_ERROR, "it is not known who the tenants are: the name service, or the "
			"configuration's file system, gave no answer");
		return;
	}
	if (w->ahead != c)
		put_question(w, (uint32_t)(c - doctor_checks));
	bytes = get_answer(w, c->seconds, &size, &status);
	w->ahead = NULL;
	if (bytes && verdict_unpack(v, bytes, size))
		return;
	verdict_free(v);
	if (bytes)
		verdict_set(v, LEVEL_ERROR, "the check did not say what it found");
	else if (status < 0)
		verdict_set(v, LEVEL_ERROR, "the check was given up after %u seconds", c->seconds);
	else if (status > 128)
		verdict_set(v, LEVEL_ERROR, "the check was ended by signal %d", status - 128);
	else
		verdict_set(v, LEVEL_ERROR, "the check ended without an answer, status %d", status);
}
