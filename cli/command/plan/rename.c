/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel plan rename, remove.
 *
 * Should: write the plan under its new name first, then what names it, file by file, and remove the old one
 * last: between any two of these steps every policy is whole. Killed on the way, the same command goes on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/output.h"
#include "cli/trial.h"
#include "plan.h"
#include "users.h"

static int follow(struct deed *d, const struct plan_user *u, const char *to)
{
	char *AUTO_FREE text = NULL, *AUTO_FREE changed = NULL, *AUTO_FREE words = NULL;
	int status = config_text(d->config, u->path, &text);

	if (status || !text)
		return status;
	changed = ini_swap(text, u->section, u->key, d->name, to);
	words = text_of("[%s] %s = %s", u->section, u->key ? u->key : "@group", to);
	return deed_write(d, u->path, changed, words);
}

static int rename_it(struct deed *d, const char *text, const char *to)
{
	char *AUTO_FREE from_path = plan_path(d->name), *AUTO_FREE to_path = plan_path(to);
	const struct trial trial = {d->config, to_path, text};
	struct plan_users users;
	int status = plan_users_find(&users, d->config, d->name);

	if (!status)
		status = trial_file(&trial);
	if (!status && !config_has(d->config, to_path))
		status = deed_write(d, to_path, text, "");
	for (size_t i = 0; !status && i < users.count; i++)
		status = follow(d, &users.v[i], to);
	plan_users_free(&users);
	if (!status)
		return deed_unlink(d, from_path);
	if (config_has(d->config, to_path))
		say_line("both names work; the same command goes on");
	return status;
}

/* The new name may be there by a former rename that was killed. */
static int check_new(const struct deed *d, const char *text, const char *to)
{
	char *AUTO_FREE path = plan_path(to), *AUTO_FREE there = NULL;
	int status = config_text(d->config, path, &there);

	if (status || !there || (text && !strcmp(text, there)))
		return status;
	say("there is a plan %s already: hostel plan show %s", to, to);
	return EXIT_GUARD;
}

int plan_rename(const struct cli *c, int count, char **operands)
{
	const char *to = operands[1];
	char *AUTO_FREE text = NULL;
	struct deed d;
	int status = deed_begin(&d, c, "plan rename", operands[0]);

	(void)count;
	if (!status)
		status = plan_check_name("plan rename", operands[0]);
	if (!status)
		status = plan_check_name("plan rename", to);
	if (!status && !strcmp(operands[0], to)) {
		say("plan rename: both names are %s", to);
		status = EXIT_USAGE;
	}
	if (!status)
		status = plan_text(d.config, operands[0], &text);
	if (!status)
		status = check_new(&d, text, to);
	if (!status)
		status = rename_it(&d, text, to);
	return deed_end(&d, status);
}

/* --- remove ------------------------------------------------------------------------------- */

#define NAMED 5 /* of those who have it */

static int refuse_used(const struct deed *d, const struct plan_users *u)
{
	char *list = text_of("%s", ""), *next;

	for (size_t i = 0; i < u->count && i < NAMED; i++) {
		next = text_of("%s%s%s", list, i ? ", " : "", u->v[i].path);
		free(list);
		list = next;
	}
	if (u->count > NAMED)
		say("plan %s is in use by %s and %zu more: give them another one first", d->name, list,
			u->count - NAMED);
	else
		say("plan %s is in use by %s: give them another one first", d->name, list);
	free(list);
	return EXIT_GUARD;
}

int plan_remove(const struct cli *c, int count, char **operands)
{
	char *AUTO_FREE path = plan_path(operands[0]), *AUTO_FREE text = NULL;
	struct plan_users users = {0};
	struct deed d;
	int status = deed_begin(&d, c, "plan remove", operands[0]);

	(void)count;
	if (!status)
		status = plan_check_name("plan remove", operands[0]);
	if (!status)
		status = plan_text(d.config, operands[0], &text);
	if (!status)
		status = plan_users_find(&users, d.config, operands[0]);
	if (!status && users.count)
		status = refuse_used(&d, &users);
	if (!status)
		status = deed_unlink(&d, path);
	plan_users_free(&users);
	return deed_end(&d, status);
}
