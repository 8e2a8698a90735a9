/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would this account come in by this PAM service?
 *
 * In a child: a session changes whoever opens it, and pam_hostel.so puts it on a porch that nobody
 * leaves.
 */
#include "login_trial.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/child.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "host/pam_service.h"

#define TRIAL_MILLISECONDS 30000

/* What the child is asked: to load the module, or the phases of a login. */
struct question {
	const char *directory, *service, *account, *module;
	bool session;
};

/* What the child sends, once. */
struct answer {
	int code;
	bool in_session, moved;
	char said[256];
};

static int converse(
	int count, const struct pam_message **messages, struct pam_response **answers, void *data)
{
	struct answer *a = data;

	*answers = NULL;
	for (int i = 0; i < count; i++) {
		if (messages[i]->msg_style != PAM_ERROR_MSG &&
			messages[i]->msg_style != PAM_TEXT_INFO)
			return PAM_CONV_ERR;
		if (messages[i]->msg_style == PAM_ERROR_MSG && !*a->said)
			snprintf(a->said, sizeof(a->said), "%s", messages[i]->msg);
	}
	*answers = calloc((size_t)count, sizeof(**answers));
	return *answers ? PAM_SUCCESS : PAM_BUF_ERR;
}

/* Another root directory than before: a porch's. */
static bool has_moved(const struct stat *before)
{
	struct stat now;

	return stat("/", &now) == 0 && (now.st_dev != before->st_dev || now.st_ino != before->st_ino);
}

static int phases(struct answer *a, pam_handle_t *h, bool session)
{
	struct stat root;
	int code = pam_acct_mgmt(h, 0);

	if (code != PAM_SUCCESS || !session)
		return code;
	a->in_session = true;
	if (stat("/", &root) < 0)
		return PAM_SYSTEM_ERR;
	code = pam_open_session(h, 0);
	a->moved = has_moved(&root);
	if (code == PAM_SUCCESS)
		pam_close_session(h, 0);
	return code;
}

static void ask(struct answer *a, const struct question *q)
{
	const struct pam_conv conv = {converse, a};
	pam_handle_t *h = NULL;

	a->code = q->directory ? pam_start_confdir(q->service, q->account, &conv, q->directory, &h)
			       : pam_start(q->service, q->account, &conv, &h);
	if (a->code == PAM_SUCCESS) {
		pam_set_item(h, PAM_RUSER, "root");
		pam_set_item(h, PAM_USER_PROMPT, PAM_TRIAL_PROMPT);
		a->code = phases(a, h, q->session);
	}
	if (a->code != PAM_SUCCESS && !*a->said)
		snprintf(a->said, sizeof(a->said), "%s", pam_strerror(h, a->code));
}

/* Modules talk to the terminal and to the log; they shall reach neither the admin's lines nor a
 * pipe of ours. */
static void be_quiet(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	setsid();
	clearenv();
}

static void take(struct trial *t, const struct answer *a)
{
	t->code = a->code;
	t->moved = a->moved;
	t->step = !a->code ? "" : a->in_session ? "session" : "account";
	snprintf(t->said, sizeof(t->said), "%s", a->said);
	make_printable(t->said);
}

/* What `child` sends us, or that it sent nothing. */
static void receive(struct answer *a, int fd, pid_t child)
{
	const bool ended = child_wait(child, TRIAL_MILLISECONDS) == 0;

	if (ended && read(fd, a, sizeof(*a)) == (ssize_t)sizeof(*a))
		return;
	*a = (struct answer){.code = PAM_SYSTEM_ERR, .in_session = true};
	snprintf(a->said, sizeof(a->said), "%s",
		ended ? "the login program would die of it" : "it takes more than half a minute");
}

static void answer(struct answer *a, const struct question *q)
{
	if (!q->module) {
		be_quiet();
		ask(a, q);
	} else if (!dlopen(q->module, RTLD_NOW)) {
		a->code = PAM_OPEN_ERR;
		snprintf(a->said, sizeof(a->said), "%s", dlerror());
	}
}

static bool put(struct trial *t, const struct question *q)
{
	struct answer a = {0};
	int ends[2];
	pid_t child;

	fflush(NULL);
	if (pipe2(ends, O_CLOEXEC) < 0 || (child = fork()) < 0) {
		say("fork: %s", strerror(errno));
		exit(EXIT_SYSTEM);
	}
	if (!child) {
		answer(&a, q);
		_exit(write(ends[1], &a, sizeof(a)) != (ssize_t)sizeof(a));
	}
	close(ends[1]);
	receive(&a, ends[0], child);
	close(ends[0]);
	take(t, &a);
	return a.code == PAM_SUCCESS;
}

bool trial_run(struct trial *t, const char *directory, const char *service, const char *account,
	bool session)
{
	return put(t, &(struct question){directory, service, account, NULL, session});
}

bool trial_loads(struct trial *t, const char *module)
{
	return put(t, &(struct question){.module = module});
}
