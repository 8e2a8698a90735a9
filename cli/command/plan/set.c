/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel plan set, unset, add: keys of a plan.
 *
 * Should: judge the plan, and the whole policy of every tenant that has it, before anything is written.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/assign.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/output.h"
#include "cli/owners.h"
#include "cli/roster.h"
#include "cli/trial.h"
#include "plan.h"
#include "users.h"

#define CHAIN_MAX 32 /* a circle is the trial's to find */

/* Does `plan` lead to `base`, by what it extends? */
static bool leads_to(int config, const char *plan, const char *base)
{
	char *at = text_of("%s", plan);
	bool found = false;

	for (int i = 0; i < CHAIN_MAX && *at && !found; i++) {
		char *AUTO_FREE path = plan_path(at), *AUTO_FREE text = NULL, *next = NULL;

		found = !strcmp(at, base);
		if (!found && config_text(config, path, &text) == 0 && text)
			next = ini_get(text, "plan", "extends");
		free(at);
		at = next ? next : text_of("%s", "");
	}
	free(at);
	return found;
}

/* The account as the roster has it: a plan's keys do not ask for its groups. `warn`: of its home's quota. */
static int try_entry(const struct trial *t, const struct roster_entry *e, bool warn)
{
	int status;

	char *groups[] = {e->group};
	uint32_t gid = e->gid;
	const struct account a = {.name = e->name,
		.uid = e->uid,
		.gid = gid,
		.home = e->home,
		.shell = e->shell,
		.groups = &gid,
		.group_names = groups,
		.group_count = e->group ? 1 : 0};

	status = trial_tenant_again(t, &a);
	if (!status && warn)
		trial_warn(t, &a);
	return status;
}

static bool has_quota(const struct assign *list, int n)
{
	for (int i = 0; i < n; i++)
		if (list[i].value && (list[i].field == FIELD_disk || list[i].field == FIELD_inodes))
			return true;
	return false;
}

/* `warn`: the first that has the plan stands for all. */
static int try_all(const struct trial *t, const char *plan, bool warn)
{
	char *AUTO_FREE last = NULL;
	struct roster r;
	int status = roster_read(&r, t->config);
	bool follows = false;

	for (size_t i = 0; !status && i < r.count; i++) {
		if (!r.v[i].account || !*r.v[i].plan)
			continue;
		if (!last || strcmp(last, r.v[i].plan)) {
			follows = leads_to(t->config, r.v[i].plan, plan);
			free(last);
			last = text_of("%s", r.v[i].plan);
		}
		if (follows) {
			status = try_entry(t, &r.v[i], warn);
			warn = false;
		}
	}
	roster_free(&r);
	return status;
}

/* extends or owner = one that is not there: no such plan or owner, rather than a mistake in a file. */
static int check_names(const struct deed *d, const struct assign *list, int n)
{
	int status = 0;

	for (int i = 0; i < n && !status; i++) {
		char *AUTO_FREE text = NULL;

		if (!list[i].value || !*list[i].value)
			continue;
		if (list[i].field == FIELD_extends)
			status = plan_text(d->config, list[i].value, &text);
		else if (list[i].field == FIELD_owner)
			status = owner_exists(d->config, list[i].value);
	}
	return status;
}

static int edit(struct deed *d, const char *before, const struct assign *list, int n)
{
	char *AUTO_FREE path = plan_path(d->name),
			*AUTO_FREE text = assign_edit(before ? before : "", list, n);
	char *AUTO_FREE words = assign_words(list, n);
	const struct trial trial = {d->config, path, text};
	int status = check_names(d, list, n);

	if (!status && before && !strcmp(before, text))
		return 0;
	if (!status)
		status = trial_file(&trial);
	if (!status)
		status = try_all(&trial, d->name, has_quota(list, n));
	if (!status)
		status = deed_write(d, path, text, words);
	return status || !before || d->cli->no_reload ? status : deed_reload(d, NULL);
}

static int change(const struct cli *c, const char *verb, bool unset, int count, char **operands)
{
	struct assign list[ASSIGN_MAX];
	char *AUTO_FREE text = NULL;
	struct deed d;
	int n = assign_parse(verb, SCOPE_PLAN, unset, count - 1, operands + 1, list), status;

	if (n < 0)
		return EXIT_USAGE;
	status = deed_begin(&d, c, verb, operands[0]);
	if (!status)
		status = plan_check_name(verb, operands[0]);
	if (!status)
		status = plan_text(d.config, operands[0], &text);
	if (!status)
		status = edit(&d, text, list, n);
	return deed_end(&d, status);
}

int plan_set(const struct cli *c, int count, char **operands)
{
	return change(c, "plan set", false, count, operands);
}

int plan_unset(const struct cli *c, int count, char **operands)
{
	return change(c, "plan unset", true, count, operands);
}

/* --- add ---------------------------------------------------------------------------------- */

/* One that is there says the same, or is another one. */
static int compare(const struct deed *d, const char *before, const struct assign *list, int n)
{
	char *AUTO_FREE text = assign_edit(before, list, n);

	if (!strcmp(before, text))
		return 0;
	say("there is a plan %s already, which says something else: hostel plan set %s KEY=VALUE", d->name,
		d->name);
	return EXIT_GUARD;
}

int plan_add(const struct cli *c, int count, char **operands)
{
	struct assign list[ASSIGN_MAX + 1];
	char *AUTO_FREE path = plan_path(operands[0]), *AUTO_FREE text = NULL;
	struct deed d;
	int n = assign_parse("plan add", SCOPE_PLAN, false, count - 1, operands + 1, list), status;

	if (n < 0)
		return EXIT_USAGE;
	if (c->extends && !ini_writable(c->extends)) {
		say("plan add: --extends %s: not the name of a plan", c->extends);
		return EXIT_USAGE;
	}
	if (c->extends)
		list[n++] = (struct assign){.field = FIELD_extends, .value = c->extends};
	status = deed_begin(&d, c, "plan add", operands[0]);
	if (!status)
		status = plan_check_name("plan add", operands[0]);
	if (!status)
		status = config_text(d.config, path, &text);
	if (!status)
		status = text ? compare(&d, text, list, n) : edit(&d, NULL, list, n);
	return deed_end(&d, status);
}
