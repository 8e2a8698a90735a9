/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant remove: end what runs, then the account, then the policy.
 *
 * Should: shut the door first and keep it shut until nothing is left: the policy goes last. Killed on the
 * way, remove goes on where it was, and resume keeps the tenant as long as there is an account.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "base/fd.h"
#include "cli/config_file.h"
#include "cli/history.h"
#include "cli/output.h"
#include "end.h"
#include "host/config_dir.h"
#include "policy/defaults.h"
#include "policy/names.h"
#include "policy/single.h"
#include "subject.h"
#include "tenant.h"

/* The name once more. 0, or EXIT_GUARD. */
static int confirm(const struct deed *d)
{
	const struct cli *c = d->cli;
	char *AUTO_FREE line = NULL;
	size_t size = 0;

	if (c->dry_run)
		return 0;
	if (!c->confirm && !c->result && !c->json && isatty(0) && isatty(2)) {
		fprintf(stderr, "This removes the account %s%s. Type its name: ", d->name,
			c->take_home ? " and its home directory" : "");
		if (getline(&line, &size, stdin) < 0)
			line = NULL;
		if (line)
			line[strcspn(line, "\n")] = '\0';
	}
	if (!strcmp(line ? line : c->confirm ? c->confirm : "", d->name))
		return 0;
	if (line || c->confirm)
		say("%s is not %s: nothing was done", line ? line : c->confirm, d->name);
	else
		say("nothing was done: hostel tenant remove %s --confirm %s", d->name, d->name);
	return EXIT_GUARD;
}

/* An ordinary account again: only if nothing else makes it a tenant. */
static int check_ordinary(const struct deed *d, const struct subject *s)
{
	const struct policy_reader reader = config_reader(&d->config);
	const struct policy_who who = {
		.name = s->account.name, .uid = s->account.uid, .home = "", .shell = ""};
	struct problems ignored = {0};
	struct policy host;
	int status = 0;

	if (!d->cli->shell || *d->cli->shell != '/' || access(d->cli->shell, X_OK) < 0) {
		say("tenant remove: --keep-account wants the login shell that it is to have: --shell "
		    "/bin/bash");
		return EXIT_USAGE;
	}
	if (policy_load_host(&host, &reader, &ignored))
		return EXIT_POLICY;
	if (policy_names(&host, &who)) {
		say("hostel.ini:%u: [host] tenants names %s by name or uid: take that out first",
			host.origin[FIELD_tenants].line, d->name);
		status = EXIT_GUARD;
	}
	policy_free(&host);
	return status;
}

static int keep_account(struct deed *d, const struct subject *s)
{
	char *AUTO_FREE group = NULL;
	int status = account_has_hostel_shell(&s->account) ? account_change(d, "-s", d->cli->shell) : 0;

	if (!status)
		status = subject_group(d->config, &group);
	if (!status && group && account_in_group(&s->account, group) > 0)
		status = account_leave(d, group);
	return status;
}

/* The home directory that goes, malloc'ed: as it is told now, or as a former act was that was killed. */
static char *home_to_take(const struct deed *d, const struct subject *s)
{
	if (d->cli->keep_home || d->cli->keep_account)
		return NULL;
	if (d->cli->take_home && s->found)
		return text_of("%s", s->account.home);
	return s->text && s->half != HALF_NOT ? half_made_home(s->text) : NULL;
}

static int take_account(struct deed *d, const struct subject *s)
{
	char *AUTO_FREE home = home_to_take(d, s), *AUTO_FREE group = NULL;
	int status = subject_group(d->config, &group);

	if (!status && s->found && home)
		status = account_check_home(d, &s->account);
	if (!status && s->found)
		status = account_forget_at(d, s->account.uid);
	/* The history has what was counted up to now. It looks at all tenants: in a bulk now and then. */
	if (!status && s->found && !d->cli->dry_run)
		history_come_by(d->cli, !d->cli->bulk);
	if (!status && s->found)
		status = account_take(d, home != NULL);
	if (!status && s->found)
		status = account_forget_changes(d, s->account.uid);
	if (!status && s->found)
		status = account_forget_events(d, s->account.uid, NULL);
	/* Once more: what hostel-jobs had in hand when the room ended. */
	if (!status && s->found && !d->cli->dry_run)
		status = account_forget_at(d, s->account.uid);
	if (!status && home && !d->cli->dry_run)
		status = account_take_home(d, home);
	if (!status && s->half != HALF_NOT && !d->cli->dry_run)
		status = account_forget_groups(d, group);
	return status ? status : account_forget_jobs(d);
}

static int remove_it(struct deed *d, const struct subject *s)
{
	char *AUTO_FREE home = home_to_take(d, s), *AUTO_FREE gate = NULL;
	int status = 0;

	gate = half_made_gate(s->text ? s->text : "[tenant]\n", HALF_REMOVE, home);
	if (s->found && (!s->text || strcmp(gate, s->text)))
		status = deed_write(d, s->path, gate, "suspended until all is done");
	if (!status && s->found)
		status = end_sandboxes(d, &s->account);
	if (!status)
		status = d->cli->keep_account ? keep_account(d, s) : take_account(d, s);
	if (!status)
		return deed_unlink(d, s->path);
	say_line("it is suspended; resume lets it in again, remove goes on");
	return status;
}

static int refuse(const struct deed *d, const struct subject *s)
{
	if (!s->found && !s->text) {
		say("%s: there is no such tenant", d->name);
		return EXIT_NO_SUCH;
	}
	if (s->found && s->mark == TENANT_NOT) {
		say("%s is not a tenant: userdel(8) removes ordinary accounts", d->name);
		return EXIT_GUARD;
	}
	if (s->found && s->half == HALF_ADD && s->mark != TENANT_SHELL) {
		say("%s was made by somebody else while hostel tenant add was at it: remove %s by hand",
			d->name, s->path);
		return EXIT_GUARD;
	}
	if (d->cli->take_home && s->found)
		return account_check_home(d, &s->account);
	return d->cli->keep_account && s->found ? check_ordinary(d, s) : 0;
}

int tenant_remove(const struct cli *c, int count, char **operands)
{
	struct subject s = {0};
	struct deed d;
	int status;

	(void)count;
	if ((c->keep_home && c->take_home) || (c->keep_account && c->take_home) ||
		(c->shell && !c->keep_account)) {
		say("tenant remove: %s", c->shell && !c->keep_account
						 ? "--shell goes with --keep-account"
						 : "the home directory cannot stay and go");
		return EXIT_USAGE;
	}
	status = deed_begin(&d, c, "tenant remove", operands[0]);
	if (!status)
		status = subject_read(&s, &d);
	if (!status)
		status = refuse(&d, &s);
	if (!status)
		status = confirm(&d);
	if (!status)
		status = remove_it(&d, &s);
	subject_free(&s);
	return deed_end(&d, status);
}
