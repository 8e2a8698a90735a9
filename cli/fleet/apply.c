/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory of policies becomes what is in force.
 *
 * Should: leave what is in force as it is until one rename, whatever happens before. Mustn't: judge other
 * bytes than those that are put in force.
 */
#include "apply.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fd.h"
#include "cli/command/check.h"
#include "cli/command/reload.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/deed.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/service/settle.h"
#include "cli/service/unit.h"
#include "guard.h"
#include "host/config_dir.h"
#include "staged.h"

#define KEPT_TOLD 1000 /* in set.json */

struct apply {
	const struct cli *cli;
	const struct apply_order *order;
	struct sets sets;
	struct staged stage;
	struct set_says says;
	size_t lost;
	struct json *reload; /* with --json */
};

/* --- judged ----------------------------------------------------------------------------------- */

static void note_mistake(void *context, const char *tenant, const struct problem *p)
{
	staged_mistake(context, tenant, p);
}

/* Ports are the one thing in a tenant's file that others' files have to do with. */
static bool publishes(int set, const char *path)
{
	char *AUTO_FREE text = NULL;

	return config_text(set, path, &text) || (text && strstr(text, "publish"));
}

/* A tenant's file can come to a port by another plan, too. */
static bool plans_publish(int set)
{
	char **names = NULL;
	const size_t count = config_names(set, "plans", &names);
	bool found = publishes(set, "hostel.ini");

	for (size_t i = 0; i < count && !found; i++) {
		char *AUTO_FREE path = text_of("plans/%s.ini", names[i]);

		found = publishes(set, path);
	}
	config_names_free(names, count);
	return found;
}

/*
 * Of a part of a set that changes single tenants nobody else is judged again: they were, by the same plans.
 * malloc'ed, or NULL where more is new than that.
 */
static const char **changed_alone(const struct apply *a)
{
	const struct diffs *d = &a->stage.changes;
	const char **files;

	if (!a->order->partial || !a->sets.applied || json_number(a->sets.is, "kept_count") != 0 ||
		plans_publish(a->stage.fresh))
		return NULL;
	for (size_t i = 0; i < d->count; i++)
		if (strncmp(d->v[i].path, "tenants/", 8) ||
			publishes(a->sets.old, d->v[i].path) || publishes(a->stage.fresh, d->v[i].path))
			return NULL;
	files = calloc(d->count + 1, sizeof(*files));
	if (!files)
		out_of_memory();
	for (size_t i = 0, n = 0; i < d->count; i++)
		if (d->v[i].kind != DIFF_REMOVED)
			files[n++] = d->v[i].path;
	return files;
}

static void check(struct apply *a, const struct check_watch *watch, struct findings *f)
{
	char *AUTO_FREE base = config_path(a->cli);
	char *AUTO_FREE path = text_of("%s/" CONFIG_SETS "/" SETS_NEW, base);
	const char **AUTO_FREE files = changed_alone(a);
	struct checked_set set = {.path = path, .shown = a->stage.shown, .files = files};

	while (files && files[set.count])
		set.count++;
	check_set(a->cli, &set, watch, f);
}

static void print_findings(const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		char line[1024];
		char *AUTO_FREE whole = NULL;

		if (f->v[i].warning)
			continue;
		problem_print(line, sizeof(line), &f->v[i].problem);
		whole = text_of("%s%s", f->v[i].directory, line);
		say_line(whole);
	}
	if (f->dropped)
		say("and %zu more", f->dropped);
}

/* With --keep-going the tenants with mistakes go on with what they have, and all is judged once more. */
static int judge(struct apply *a)
{
	struct staged *st = &a->stage;
	const struct check_watch watch = {note_mistake, st};
	struct findings again = {0};
	const bool more = a->cli->keep_going;
	size_t mistakes;
	int status = 0;

	check(a, &watch, &st->findings);
	mistakes = st->findings.mistakes;
	if (!mistakes)
		return 0;
	if (more && !st->strange && st->kept_count) {
		status = staged_keep(st);
		if (!status)
			check(a, NULL, &again);
		mistakes = again.mistakes;
		if (!status && mistakes) {
			print_findings(&again);
			say("the tenants with mistakes cannot keep what they have beside this set: "
			    "nothing was changed");
		}
		findings_free(&again);
		return status ? status : mistakes ? EXIT_POLICY : 0;
	}
	print_findings(&st->findings);
	say("%s has %zu mistake%s: nothing was changed%s", a->order->shown, mistakes,
		mistakes == 1 ? "" : "s", more ? "; not all of them are of single tenants" : "");
	return EXIT_POLICY;
}

/* --- told ------------------------------------------------------------------------------------- */

static struct json *kept_json(const struct staged *st, bool all)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < st->kept_count && (all || i < KEPT_TOLD); i++) {
		struct json *one = json_make_object();
		char *AUTO_FREE tenant = make_printable(text_of("%s", st->kept[i].tenant));

		json_put_text(one, "tenant", tenant);
		json_put_text(one, "mistake", st->kept[i].why);
		json_add(list, one);
	}
	return list;
}

static void put_version(struct json *o, const char *name, int64_t version)
{
	if (version == NO_VERSION)
		json_put_null(o, name);
	else
		json_put_number(o, name, version);
}

/* set.json: what is in force, for whoever asks. */
static struct json *describe(const struct apply *a)
{
	struct json *o = json_make_object();

	put_version(o, "version", a->says.version);
	json_put_text(o, "origin", a->order->origin);
	if (a->order->commit)
		json_put_text(o, "commit", a->order->commit);
	json_put_number(o, "applied", time(NULL));
	json_put_number(o, "tenants", (int64_t)a->stage.tenants);
	json_put_number(o, "kept_count", (int64_t)a->stage.kept_count);
	json_put(o, "kept", kept_json(&a->stage, false));
	return o;
}

static void print_kept(const struct staged *st)
{
	for (size_t i = 0; i < st->kept_count; i++) {
		char *AUTO_FREE line = text_of("%s keeps what it has: %s%s", st->kept[i].tenant, st->shown,
			st->kept[i].why);

		say_line(line);
	}
}

static size_t changed_tenants(const struct diffs *c)
{
	size_t n = 0;

	for (int kind = DIFF_ADDED; kind <= DIFF_REMOVED; kind++)
		n += diffs_count(c, (enum diff_kind)kind);
	return n;
}

static void print_end(const struct apply *a, bool swapped)
{
	const struct diffs *c = &a->stage.changes;

	if (swapped)
		printf("set %u", a->sets.number);
	else
		printf("the set");
	if (a->says.version != NO_VERSION)
		printf(", version %" PRId64 ",", a->says.version);
	printf("%s %zu tenant%s: %zu added, %zu changed, %zu closed, %zu removed; %zu of them suspended\n",
		swapped ? " is in force," : " would be in force,", a->stage.tenants,
		a->stage.tenants == 1 ? "" : "s",
		diffs_count(c, DIFF_ADDED), diffs_count(c, DIFF_CHANGED), diffs_count(c, DIFF_CLOSED),
		diffs_count(c, DIFF_REMOVED), a->lost);
}

static struct json *answer(struct apply *a, bool changed, struct json *changes)
{
	struct json *o = json_make_object();

	json_put_bool(o, "changed", changed);
	json_put_bool(o, "dry_run", a->cli->dry_run);
	if (a->sets.applied)
		json_put_number(o, "set", a->sets.number);
	else
		json_put_null(o, "set");
	put_version(o, "version", a->says.version);
	json_put_text(o, "origin", a->order->origin);
	json_put_number(o, "tenants", (int64_t)a->stage.tenants);
	json_put_number(o, "changed_tenants", (int64_t)changed_tenants(&a->stage.changes));
	json_put_number(o, "suspended_tenants", (int64_t)a->lost);
	json_put(o, "changes", changes ? changes : json_make_array());
	json_put(o, "kept", kept_json(&a->stage, true));
	if (a->reload)
		json_put(o, "sandboxes", a->reload);
	a->reload = NULL;
	return o;
}

/* --- what lives ------------------------------------------------------------------------------- */

/* A service that is new is started, one that is no more ends; what lives is looked at by reload. */
static void settle_services(const struct apply *a)
{
	struct tenant tenant;

	for (size_t i = 0; i < a->stage.changes.count && units_managed(); i++) {
		const struct diff *c = &a->stage.changes.v[i];
		char *AUTO_FREE name = diff_tenant(c->path), *AUTO_FREE text = NULL;

		if (!name || c->kind > DIFF_CLOSED || !account_exists(name))
			continue;
		if (config_text(a->sets.old, c->path, &text) || !text || !strstr(text, "[service "))
			continue;
		if (tenant_load(&tenant, name, a->sets.old) == 0)
			(void)services_settle(&tenant, false);
		tenant_free(&tenant);
	}
}

/* As hostel reload does it; a single change asks a single tenant. */
static int tell_living(struct apply *a)
{
	const struct diffs *c = &a->stage.changes;
	char *AUTO_FREE only = c->count == 1 ? diff_tenant(c->v[0].path) : NULL;
	const int status = reload_one(a->cli, only, &a->reload);

	settle_services(a);
	/* What one sandbox cannot have is said, and is that tenant's: hostel reload says it again. */
	sets_mark_settled(&a->sets);
	return status ? EXIT_PARTLY : 0;
}

/* --- in order --------------------------------------------------------------------------------- */

/* A mistake that is told again and again makes no new set each time. */
static bool is_new(const struct apply *a)
{
	const struct json *is = a->sets.is;
	size_t others = 0;

	for (size_t i = 0; i < a->stage.changes.count; i++)
		others += a->stage.changes.v[i].kind != DIFF_KEPT;
	/* A part that says nothing new makes no set of the host's own files. */
	if (!others && !a->sets.applied && a->order->partial)
		return false;
	return others || !a->sets.applied || json_number(is, "kept_count") != (int64_t)a->stage.kept_count ||
	       a->says.version != sets_version(&a->sets) ||
	       strcmp(json_text(is, "origin"), a->order->origin) ||
	       strcmp(json_text(is, "commit"), a->order->commit ? a->order->commit : "");
}

/* The swap, and what follows it. */
static int put_in_force(struct apply *a, struct apply_result *result, struct json *changes)
{
	int status = 0, kept = a->stage.kept_count ? EXIT_PARTLY : 0;

	if (a->cli->dry_run || !is_new(a)) {
		sets_drop(&a->sets);
		if (!a->cli->dry_run && a->sets.applied && !a->sets.settled)
			status = tell_living(a); /* who was killed behind the swap left it undone */
	} else {
		struct json *is = describe(a);

		status = sets_swap(&a->sets, a->stage.fresh, is);
		if (status) {
			json_release(changes);
			return status;
		}
		result->changed = true;
		status = tell_living(a);
		sets_tidy(&a->sets);
	}
	if (a->cli->json)
		result->answer = answer(a, result->changed, changes);
	else if (a->cli->dry_run || result->changed)
		print_end(a, result->changed);
	else
		printf("nothing has changed\n");
	return status ? status : kept;
}

static int run(struct apply *a, struct apply_result *result)
{
	struct json *changes = NULL;
	int status = staged_make(&a->stage);

	if (!status)
		status = guard_read(&a->says, a->stage.fresh, a->stage.shown);
	if (!status)
		status = guard_version(a->cli, &a->sets, &a->says);
	if (!status)
		status = judge(a);
	if (!status)
		status = guard_deletions(a->cli, &a->stage, &a->says, a->order->shut_lately, &a->lost);
	if (status) {
		sets_drop(&a->sets);
		return status;
	}
	print_kept(&a->stage);
	if (a->cli->json)
		changes = diffs_json(&a->stage.changes, a->sets.old, a->stage.fresh);
	else
		diffs_print(&a->stage.changes, a->sets.old, a->stage.fresh);
	fflush(stdout); /* before it is done */
	return put_in_force(a, result, changes);
}

int apply_set(const struct cli *c, const struct apply_order *order, struct apply_result *result)
{
	char *AUTO_FREE shown = text_of("%s/", order->shown);
	struct apply a = {.cli = c, .order = order};
	int AUTO_CLOSE lock = -1;
	int status;

	*result = (struct apply_result){0};
	a.stage = (struct staged){.sets = &a.sets, .shown = shown, .source = order->source, .fresh = -1,
		.partial = order->partial};
	status = deed_lock(&lock);
	if (!status)
		status = sets_open(&a.sets, c);
	if (!status)
		status = run(&a, result);
	result->shut = result->changed ? a.lost : 0;
	staged_free(&a.stage);
	sets_close(&a.sets);
	json_release(a.reload);
	return status;
}

const char *apply_code(int status)
{
	switch (status) {
	case EXIT_FINE:
	case EXIT_PARTLY:
		return "";
	case EXIT_POLICY:
		return "policy";
	case EXIT_GUARD:
		return "guard";
	case EXIT_BUSY:
		return "busy";
	default:
		return "system";
	}
}
