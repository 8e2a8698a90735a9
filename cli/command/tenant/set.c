/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant set, unset: keys of the tenant's own file.
 *
 * Should: judge the whole policy as it would be before anything is written. Mustn't: leave a limit in the
 * file that this host could not enforce for a sandbox that lives; the next login would be refused for it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/assign.h"
#include "cli/config_file.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/owners.h"
#include "cli/trial.h"
#include "policy/defaults.h"
#include "subject.h"
#include "tenant.h"

/* [tenant] plan or owner = one that is not there: not a mistake of a file, but no such plan or owner. */
static int check_names(const struct deed *d, const struct assign *list, int n)
{
	int status = 0;

	for (int i = 0; i < n && !status; i++)
		if (list[i].field == FIELD_plan && list[i].value && *list[i].value)
			status = subject_plan_exists(d->config, list[i].value);
		else if (list[i].field == FIELD_owner && list[i].value && *list[i].value)
			status = owner_exists(d->config, list[i].value);
	return status;
}

static int apply(struct deed *d, const struct subject *s)
{
	int status = d->cli->no_reload || live_never(s->account.uid) ? 0 : deed_reload(d, d->name);

	if (!status && !d->cli->no_reload)
		deed_services(d);
	if (status != EXIT_HOST)
		return status;
	/* As it was: what was said before tells why. */
	if ((s->text ? config_write(d->config, s->path, s->text, true)
		     : config_unlink(d->config, s->path)) == 0)
		say_line("the file is as it was");
	return status;
}

/*
 * Whether the directories are there that a policy shows is asked of the file system, in a child: only where
 * they may be others now. Of a bulk's plans that is left to hostel check.
 */
static bool shows_other(const struct deed *d, const struct assign *list, int n)
{
	for (int i = 0; i < n; i++)
		if (assign_is_in(&list[i], "filesystem") || list[i].field == FIELD_shell ||
			(list[i].field == FIELD_plan && !d->cli->bulk))
			return true;
	return false;
}

static int try(const struct deed *d, const struct subject *s, const struct trial *trial,
	const struct assign *list, int n)
{
	struct policy p;
	int status = trial_tenant(trial, &s->account, shows_other(d, list, n), &p);

	for (int i = 0; i < n && !status; i++)
		if (list[i].field == FIELD_publish || (list[i].field == FIELD_plan && !d->cli->bulk)) {
			status = trial_published(trial, d->name, &p);
			break;
		}
	policy_free(&p);
	return status;
}

static int edit(struct deed *d, const struct subject *s, const struct assign *list, int n)
{
	char *AUTO_FREE text = assign_edit(s->text ? s->text : "", list, n);
	char *AUTO_FREE words = assign_words(list, n);
	const struct trial trial = {d->config, s->path, text};
	int status = check_names(d, list, n);

	if (!status)
		status = try(d, s, &trial, list, n);
	if (status || !strcmp(text, s->text ? s->text : ""))
		return status;
	status = deed_write(d, s->path, text, words);
	return status ? status : apply(d, s);
}

static int change(const struct cli *c, const char *verb, bool unset, int count, char **operands)
{
	struct assign list[ASSIGN_MAX];
	struct subject s = {0};
	struct deed d;
	int n = assign_parse(verb, SCOPE_TENANT, unset, count - 1, operands + 1, list);
	int status;

	if (n < 0)
		return EXIT_USAGE;
	status = deed_begin(&d, c, verb, operands[0]);
	if (!status)
		status = subject_read_tenant(&s, &d);
	if (!status)
		status = edit(&d, &s, list, n);
	subject_free(&s);
	return deed_end(&d, status);
}

int tenant_set(const struct cli *c, int count, char **operands)
{
	return change(c, "tenant set", false, count, operands);
}

int tenant_unset(const struct cli *c, int count, char **operands)
{
	return change(c, "tenant unset", true, count, operands);
}
