/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant rename: the account, its group and its policy get another name.
 *
 * Should: write the policy under the new name, then rename the account, then remove the old one: whichever
 * name the account has, there is its policy. Killed on the way, the same command goes on.
 */
#include <grp.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "base/fd.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/history.h"
#include "cli/output.h"
#include "cli/trial.h"
#include "end.h"
#include "host/config_dir.h"
#include "policy/defaults.h"
#include "policy/names.h"
#include "policy/single.h"
#include "subject.h"
#include "tenant.h"

struct renaming {
	struct deed deed;
	const char *to;
	struct subject old, new;
};

/* hostel.ini names it: nobody but the admin can say what that should become. */
static int check_host(const struct renaming *r)
{
	const struct policy_reader reader = config_reader(&r->deed.config);
	struct problems problems = {0};
	struct policy host;
	int status = 0;

	if (policy_load_host(&host, &reader, &problems)) {
		problems_say(&problems);
		return EXIT_POLICY;
	}
	for (size_t i = 0; i < host.tenants.count; i++)
		if (host.tenants.items[i].kind == SELECTOR_NAME &&
			!strcmp(host.tenants.items[i].name, r->deed.name)) {
			say("hostel.ini:%u: [host] tenants names %s: change that first",
				host.origin[FIELD_tenants].line, r->deed.name);
			status = EXIT_GUARD;
		}
	policy_free(&host);
	return status;
}

/* A former rename, killed behind usermod(8), left this. */
static bool done_but_for_files(const struct renaming *r)
{
	return !r->old.found && r->new.found && r->new.mark != TENANT_NOT && r->old.text && r->new.text &&
	       !strcmp(r->old.text, r->new.text);
}

static int refuse(const struct renaming *r)
{
	const char *name = r->deed.name;

	if (!r->old.found && r->new.found && !r->old.text && r->new.mark != TENANT_NOT) {
		say("%s: there is no such tenant; %s is one: it is renamed already", name, r->to);
		return EXIT_NO_SUCH;
	}
	if (!r->old.found || r->old.mark == TENANT_NOT) {
		say("%s is not a tenant", name);
		return EXIT_NO_SUCH;
	}
	if (r->old.half != HALF_NOT) {
		say("%s is half made or half removed: hostel tenant remove %s --confirm %s", name, name,
			name);
		return EXIT_GUARD;
	}
	if (r->new.found || (r->new.text && (!r->old.text || strcmp(r->old.text, r->new.text)))) {
		say("%s is there already: %s", r->to, r->new.found ? "an account" : r->new.path);
		return EXIT_GUARD;
	}
	/* The tenant's own group is to have the name; userdel(8) removes a group of an account's name. */
	if (getgrnam(r->to)) {
		say("there is a group %s already: another name, or groupdel(8)", r->to);
		return EXIT_GUARD;
	}
	return check_host(r);
}

static int end_first(struct renaming *r)
{
	const char *name = r->deed.name;
	const int needed = end_needed(&r->old.account);

	if (needed <= 0)
		return needed ? EXIT_SYSTEM : 0;
	if (r->deed.cli->kill)
		return end_sandboxes(&r->deed, &r->old.account);
	say("%s has a sandbox that lives: hostel tenant rename --kill %s %s ends it first", name, name,
		r->to);
	return EXIT_GUARD;
}

static int rename_account(struct renaming *r)
{
	struct deed *d = &r->deed;
	const char *const group[] = {"groupmod", "-n", r->to, d->name, NULL};
	char *AUTO_FREE home = wanted_home(r->to);
	const char *const plain[] = {"usermod", "-l", r->to, d->name, NULL};
	const char *const moved[] = {"usermod", "-l", r->to, "-m", "-d", home, d->name, NULL};
	int status = deed_tool(d, d->cli->move_home ? moved : plain);

	if (status)
		return status == 8 ? EXIT_BUSY : status == 9 ? EXIT_GUARD : EXIT_FAILED;
	if (getgrnam(d->name) && !getgrnam(r->to) && deed_tool(d, group))
		return EXIT_FAILED;
	status = account_rename_changes(d, r->old.account.uid, r->to);
	if (!status)
		status = account_rename_history(d, r->old.account.uid, r->to);
	return status ? status : account_rename_jobs(d, r->to);
}

/* Where usermod(8) was killed, groups still have the old name. */
static int follow_groups(struct renaming *r)
{
	struct deed *d = &r->deed;
	char *names[LAUNCH_GROUPS_MAX];
	size_t count = 0;
	int status = 0;

	for (struct group *g = (setgrent(), getgrent()); g && count < LAUNCH_GROUPS_MAX; g = getgrent())
		for (size_t i = 0; g->gr_mem[i]; i++)
			if (!strcmp(g->gr_mem[i], d->name) && count < LAUNCH_GROUPS_MAX)
				names[count++] = text_of("%s", g->gr_name);
	endgrent();
	for (size_t i = 0; i < count; i++) {
		const char *const join[] = {"usermod", "-a", "-G", names[i], r->to, NULL};

		if (!status && deed_tool(d, join))
			status = EXIT_FAILED;
		if (!status)
			status = account_leave(d, names[i]);
		free(names[i]);
	}
	return status;
}

static int finish(struct renaming *r)
{
	struct deed *d = &r->deed;
	const char *const group[] = {"groupmod", "-n", r->to, d->name, NULL};
	int status = follow_groups(r);

	if (!status && getgrnam(d->name) && !getgrnam(r->to) && deed_tool(d, group))
		status = EXIT_FAILED;
	if (!status)
		status = account_rename_changes(d, r->new.account.uid, r->to);
	if (!status)
		status = account_rename_history(d, r->new.account.uid, r->to);
	if (!status)
		status = account_rename_jobs(d, r->to);
	return status ? status : deed_unlink(d, r->old.path);
}

static int rename_it(struct renaming *r)
{
	struct deed *d = &r->deed;
	const char *text = r->old.text ? r->old.text : "[tenant]\n";
	const struct trial trial = {d->config, r->new.path, text};
	struct account will = r->old.account;
	int status = end_first(r);

	will.name = (char *)r->to;
	if (!status)
		status = trial_tenant(&trial, &will, false, NULL);
	/* The history has what was counted up to now: the cgroup is the old name's. */
	if (!status && !d->cli->dry_run)
		history_come_by(d->cli, !d->cli->bulk);
	/* A tenant by group alone gets a file: by it a rename that was killed is known again. */
	if (!status && !r->old.text)
		status = deed_write(d, r->old.path, text, "");
	if (!status && !r->new.text)
		status = deed_write(d, r->new.path, text, "");
	if (!status) {
		status = rename_account(r);
		if (status && !account_exists(r->to))
			config_unlink(d->config, r->new.path);
	}
	return status ? status : deed_unlink(d, r->old.path);
}

int tenant_rename(const struct cli *c, int count, char **operands)
{
	struct renaming r = {.to = operands[1]};
	int status = deed_begin(&r.deed, c, "tenant rename", operands[0]);
	struct deed to = r.deed;

	(void)count;
	to.name = r.to;
	if (!status)
		status = subject_read(&r.old, &r.deed);
	if (!status)
		status = subject_read(&r.new, &to);
	if (!status && done_but_for_files(&r))
		status = finish(&r);
	else if (!status)
		status = refuse(&r);
	if (!status && r.old.found)
		status = rename_it(&r);
	subject_free(&r.old);
	subject_free(&r.new);
	return deed_end(&r.deed, status);
}
