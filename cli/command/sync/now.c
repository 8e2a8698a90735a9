/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel sync now: fetch, verify, lay out, apply.
 *
 * Should: leave what is in force as it is whenever something is in doubt, and write down why. Mustn't: go
 * back in history, whatever a server says.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/fleet/apply.h"
#include "cli/fleet/sets.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/sync/fetch.h"
#include "cli/sync/settings.h"
#include "cli/sync/state.h"
#include "cli/watch/settings.h"
#include "host/state.h"
#include "sync.h"
#include "talk/paths.h"

/* How each ends, and its code for programs. */
static const struct {
	const char *code;
	int status;
} ends[FETCH_CODES] = {
	[FETCH_NEW] = {"", EXIT_FINE}, [FETCH_SAME] = {"", EXIT_FINE},
	[FETCH_SYSTEM] = {"system", EXIT_HOST}, [FETCH_SERVER] = {"fetch", EXIT_FAILED},
	[FETCH_SIGNATURE] = {"signature", EXIT_GUARD}, [FETCH_HISTORY] = {"history", EXIT_GUARD},
	[FETCH_TREE_BAD] = {"tree", EXIT_POLICY},
};

static int take_lock(int *lock)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = state_open(&e);

	*lock = state < 0 ? -1 : state_lock(state, "sync", 0, &e);
	if (*lock >= 0)
		return 0;
	say("%s", e.code == ETIMEDOUT ? "another hostel sync is at it" : e.message);
	return e.code == ETIMEDOUT ? EXIT_BUSY : EXIT_SYSTEM;
}

/* What was fetched is in force, or was before: EXIT_PARTLY is in force, too. */
static void note(struct sync_state *s, const struct fetched *f, int status, const char *code, const char *why)
{
	const bool well = status == EXIT_FINE || status == EXIT_PARTLY;

	s->tried = time(NULL);
	if (well) {
		s->succeeded = s->tried;
		snprintf(s->commit, sizeof(s->commit), "%s", f->commit);
	}
	snprintf(s->refused, sizeof(s->refused), "%s", well ? "" : f->commit);
	snprintf(s->code, sizeof(s->code), "%s", well ? "" : code);
	snprintf(s->error, sizeof(s->error), "%s", well ? "" : why);
}

/* As set.json has it. */
static char *origin_of(const struct sync_settings *set)
{
	return text_of("%s %s%s%s", set->url, set->branch, *set->path ? " " : "", set->path);
}

static int apply(const struct cli *c, const struct sync_settings *set, const struct fetched *f,
	struct apply_result *result)
{
	char *AUTO_FREE origin = origin_of(set);
	struct apply_order order = {.shown = f->commit, .origin = origin, .commit = f->commit};
	struct cli mine = *c;

	mine.keep_going = set->keep_going;
	order.source = open(HOSTEL_VERIFYDIR "/" FETCH_TREE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (order.source < 0) {
		say(HOSTEL_VERIFYDIR "/" FETCH_TREE ": %s", strerror(errno));
		return EXIT_SYSTEM;
	}
	return apply_set(&mine, &order, result);
}

static int finish(const struct cli *c, const struct fetched *f, const struct apply_result *r)
{
	struct json *o;

	if (c->json) {
		o = json_make_object();
		json_put_text(o, "commit", f->commit);
		json_put_bool(o, "changed", r->changed);
		if (r->answer)
			json_put(o, "apply", r->answer);
		json_finish(o);
	} else if (f->code == FETCH_SAME) {
		printf("commit %.12s is in force already\n", f->commit);
	}
	return 0;
}

static int run(const struct cli *c, const struct sync_settings *set)
{
	struct json *is = sets_in_force(c);
	const char *now = json_text(is, "commit");
	char *AUTO_FREE origin = origin_of(set);
	const bool settled = !strcmp(json_text(is, "origin"), origin) && sets_settled(c);
	struct apply_result result = {0};
	struct sync_state state;
	struct fetched f;
	int status;

	sync_state_read(&state);
	/*
	 * Behind a swap that was killed set.json knows more; where something else was applied, the file does.
	 */
	fetch_run(&(struct fetch_order){.settings = set, .any = c->allow_older,
			.known = *now && settled ? now : NULL,
			.last = *now ? now : *state.commit ? state.commit : NULL}, &f);
	status = ends[f.code].status;
	if (status)
		say("%s", f.why);
	else if (f.code == FETCH_NEW)
		status = apply(c, set, &f, &result);
	fetch_tidy();
	if (!c->dry_run) {
		note(&state, &f, status, *ends[f.code].code ? ends[f.code].code : apply_code(status), said());
		if (sync_state_write(&state) < 0 && !status)
			status = EXIT_SYSTEM;
	}
	if (status == EXIT_FINE || status == EXIT_PARTLY)
		finish(c, &f, &result);
	else
		json_release(result.answer);
	json_release(is);
	return status;
}

int sync_now(const struct cli *c, int count, char **operands)
{
	struct sync_settings set;
	const int there = sync_settings_read(&set, c);
	int AUTO_CLOSE lock = -1;
	int status;

	(void)count;
	(void)operands;
	if (!there)
		say("there is no " SYNC_INI ", which says where this host's policies come from: "
		    "hostel.ini(5)");
	status = there < 0 ? EXIT_POLICY : there ? take_lock(&lock) : EXIT_HOST;
	/* hostel watch may run: its accounts and their directory are the same. */
	if (!status && watch_is_wanted(c)) {
		say("there are both " SYNC_INI " and " WATCH_INI ": policies come from one of them");
		status = EXIT_POLICY;
	}
	if (!status)
		status = run(c, &set);
	sync_settings_free(&set);
	return status;
}
