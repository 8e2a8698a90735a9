/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The survey: all that a cold login has to know of the host's file systems and name service, and the
 * trees made of it. Any of them may never answer, so a helper process asks, with no lock held that others
 * need, and the login waits for it no longer than [host] timeout.
 *
 * Mustn't: leave a lock or the session with the helper. One that a dead file system holds cannot even be
 * killed: it is left to itself, and as long as it is there the tenant's next login is refused at once, or
 * each would leave one more.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "helper.h"
#include "host/config_dir.h"
#include "host/trusted_path.h"
#include "sandbox.h"

struct order {
	struct making *m; /* in the helper: its own copy */
	int looking;      /* locked as long as a helper is at work */
};

void survey_note(const struct making *m, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(m->survey->looks_at, sizeof(m->survey->looks_at), format, ap);
	va_end(ap);
}

/* Where syslog(3) goes, for the lines of sshd itself; a host without a logger has none. */
static int find_log_socket(const struct making *m, struct err *e)
{
	struct stat st;

	survey_note(m, "/dev/log");
	if (stat("/dev/log", &st) == 0)
		return S_ISSOCK(st.st_mode) ? survey_path("/dev/log", m->survey->log_socket, e) : 0;
	return errno == ENOENT ? 0 : err_set(e, errno, "/dev/log");
}

int survey_path(const char *path, char real[PATH_MAX], struct err *e)
{
	char *AUTO_FREE found = NULL;

	if (trusted_path(path, &found, e) < 0)
		return -1;
	if (strlen(found) >= PATH_MAX)
		return err_rule(e, ENAMETOOLONG, "%s: too long", path);
	strcpy(real, found);
	return 0;
}

static int find_home(const struct making *m, struct err *e)
{
	const char *home = m->login->account.home;

	survey_note(m, "the home directory %s", home);
	return survey_path(home, m->survey->home, e);
}

static int find_keeper(struct making *m, struct err *e)
{
	survey_note(m, "the name service");
	return state_keeper(m->state, &m->login->policy.keepers, m->login->account.uid,
		&m->survey->keeper, e);
}

static int look_at_host(struct making *m, struct err *e)
{
	survey_note(m, "/etc, or a directory of programs,");
	return network_describe(m, e) < 0 ? -1 : base_describe(m, e);
}

/* Of the login program's descriptors it keeps three. 0 or -1. */
static int keep_three(struct order *o)
{
	int *const kept[3] = {&o->m->state, &o->m->tenant, &o->looking};

	for (int i = 0; i < 3; i++)
		if ((*kept[i] = fcntl(*kept[i], F_DUPFD, 3)) < 0)
			return -1;
	for (int i = 0; i < 3; i++) {
		if (dup2(*kept[i], i) < 0)
			return -1;
		*kept[i] = i;
	}
	return close_range(3, ~0U, 0);
}

static int take_survey(struct order *o, struct err *e)
{
	struct making *m = o->m;

	if (keep_three(o) < 0)
		return err_set(e, errno, "descriptors of the survey");
	if (find_keeper(m, e) < 0 || look_at_host(m, e) < 0 || find_log_socket(m, e) < 0 ||
	    find_home(m, e) < 0 || sources_resolve(m, e) < 0)
		return -1;
	return 0;
}

static void be_surveyor(const void *data)
{
	struct order o = *(const struct order *)data;
	struct survey *s = o.m->survey;

	s->failed = take_survey(&o, &s->error) < 0;
	s->done = true;
}

static int no_answer(const struct login *l, const char *what, struct err *e)
{
	return err_rule(e, ETIMEDOUT, "%s does not answer: waited for [host] timeout = %us", what,
		(unsigned)l->policy.timeout);
}

static int ask(struct making *m, int looking, struct err *e)
{
	const struct order o = {m, looking};

	if (helper_run(0, login_left(m->login), be_surveyor, &o) < 0 && errno != ETIMEDOUT)
		return err_set(e, errno, "clone3");
	if (!m->survey->done)
		return no_answer(m->login, m->survey->looks_at, e);
	if (m->survey->failed) {
		*e = m->survey->error;
		return -1;
	}
	m->keeper = m->survey->keeper;
	m->network = m->survey->network;
	return 0;
}

int survey_make(struct making *m, struct err *e)
{
	struct err busy = ERR_NONE;
	int AUTO_CLOSE looking = -1;

	m->survey = mmap(NULL, sizeof(*m->survey), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	if (m->survey == MAP_FAILED) {
		m->survey = NULL;
		return err_set(e, ENOMEM, "survey");
	}
	looking = state_lock(m->tenant, "looking", 0, &busy);
	if (looking < 0 && busy.code == ETIMEDOUT)
		return err_rule(e, EBUSY, "an earlier login still waits for an answer of the home directory, "
			"or of another file system that the policy names");
	if (looking < 0) {
		*e = busy;
		return -1;
	}
	/* Until the sandbox stands: hostel gc removes no tree meanwhile. */
	m->trees = state_share(m->state, "trees", (login_left(m->login) + 999) / 1000, e);
	return m->trees < 0 ? -1 : ask(m, looking, e);
}

void survey_free(struct making *m)
{
	fd_close(&m->trees);
	if (m->survey)
		munmap(m->survey, sizeof(*m->survey));
	m->survey = NULL;
}
