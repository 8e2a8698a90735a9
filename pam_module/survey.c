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
#include "survey.h"

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
#include "host/config_dir.h"
#include "host/helper.h"
#include "host/source.h"
#include "host/trusted_path.h"
#include "image.h"
#include "links.h"
#include "network.h"
#include "running.h"
#include "sources.h"
#include "trees.h"

struct order {
	struct build *build; /* in the helper: its own copy */
	int looking;         /* locked as long as a helper is at work */
};

/* What is asked now, for the sentence should there be no answer. */
static __attribute__((format(printf, 2, 3))) void note(const struct build *b, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(b->survey->looks_at, sizeof(b->survey->looks_at), format, ap);
	va_end(ap);
}

static int find(const char *path, char real[PATH_MAX], struct err *e)
{
	char *AUTO_FREE found = NULL;

	if (trusted_path(path, &found, e) < 0)
		return -1;
	if (strlen(found) >= PATH_MAX)
		return err_rule(e, ENAMETOOLONG, "%s: too long", path);
	strcpy(real, found);
	return 0;
}

/* Where syslog(3) goes, for the lines of sshd itself; a host without a logger has none. */
static int find_log_socket(const struct build *b, struct err *e)
{
	struct stat st;

	note(b, "/dev/log");
	if (stat("/dev/log", &st) == 0)
		return S_ISSOCK(st.st_mode) ? find("/dev/log", b->survey->log_socket, e) : 0;
	return errno == ENOENT ? 0 : err_set(e, errno, "/dev/log");
}

/* What an automounter is to mount there, it mounts now, where nobody waits with a lock. */
static int find_home(const struct build *b, struct err *e)
{
	const struct account *a = &b->login->account;
	char *AUTO_FREE found = NULL;
	char why[ERR_MESSAGE_SIZE];

	note(b, "the home directory %s", a->home);
	if (source_groups(a, e) < 0)
		return -1;
	if (source_find_directory(a, a->home, NULL, &found, e) < 0) {
		strcpy(why, e->message);
		return err_rule(e, e->code, "the home directory %.400s", why);
	}
	if (strlen(found) >= PATH_MAX)
		return err_rule(e, ENAMETOOLONG, "%s: too long", a->home);
	strcpy(b->survey->home, found);
	b->survey->place = running_place(b->login);
	return 0;
}

static int find_keeper(struct build *b, struct err *e)
{
	note(b, "the name service");
	return state_keeper(b->state, &b->login->policy.keepers, b->login->account.uid,
		&b->survey->keeper, e);
}

static void look_at_keys(const struct build *b)
{
	note(b, "a key of [image], where it lies,");
	b->survey->image_judged = image_still_judged(b->login);
}

static int look_at_host(struct build *b, struct err *e)
{
	note(b, "/etc, or a directory of programs,");
	return network_describe(b, e) < 0 ? -1 : trees_describe(b, e);
}

/* Of the login program's descriptors it keeps three. 0 or -1. */
static int keep_three(struct order *o)
{
	int *const kept[3] = {&o->build->state, &o->build->tenant, &o->looking};

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
	struct build *b = o->build;

	if (keep_three(o) < 0)
		return err_set(e, errno, "descriptors of the survey");
	look_at_keys(b);
	note(b, "where /opt or /usr/local leads");
	if (find_keeper(b, e) < 0 || (!*b->login->image.name && links_find(b, e) < 0) ||
		find_home(b, e) < 0 || sources_find(b, e) < 0 || look_at_host(b, e) < 0 ||
		find_log_socket(b, e) < 0)
		return -1;
	return sources_put(b, e);
}

static void be_surveyor(const void *data)
{
	struct order o = *(const struct order *)data;
	struct survey *s = o.build->survey;

	s->failed = take_survey(&o, &s->error) < 0;
	s->done = true;
}

static int ask(struct build *b, int looking, struct err *e)
{
	const struct order o = {b, looking};

	if (helper_run(0, login_left(b->login), be_surveyor, &o) < 0 && errno != ETIMEDOUT)
		return err_set(e, errno, "clone3");
	if (!b->survey->done)
		return err_rule(e, ETIMEDOUT, "%s does not answer: waited for [host] timeout = %us",
			b->survey->looks_at, (unsigned)b->login->policy.timeout);
	if (b->survey->failed) {
		*e = b->survey->error;
		return -1;
	}
	b->keeper = b->survey->keeper;
	b->network = b->survey->network;
	return 0;
}

int survey_make(struct build *b, struct err *e)
{
	struct err busy = ERR_NONE;
	int AUTO_CLOSE looking = -1;

	b->survey = mmap(NULL, sizeof(*b->survey), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	if (b->survey == MAP_FAILED) {
		b->survey = NULL;
		return err_set(e, ENOMEM, "survey");
	}
	looking = state_lock(b->tenant, "looking", 0, &busy);
	if (looking < 0 && busy.code == ETIMEDOUT)
		return err_rule(e, EBUSY, "an earlier login still waits for an answer of the home directory, "
			"or of another file system that the policy names");
	if (looking < 0) {
		*e = busy;
		return -1;
	}
	/* Until the sandbox stands: hostel gc removes no tree meanwhile. */
	b->trees = state_share(b->state, "trees", (login_left(b->login) + 999) / 1000, e);
	return b->trees < 0 ? -1 : ask(b, looking, e);
}

void survey_free(struct build *b)
{
	fd_close(&b->trees);
	if (b->survey)
		munmap(b->survey, sizeof(*b->survey));
	b->survey = NULL;
}
