/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant add: account, home, plan, login shell and key, all or nothing.
 *
 * Should: shut the door before there is an account (tenants/NAME.ini says "suspended"), and open it by one
 * rename(2) as the last step. Killed between the two, nobody can log in, and the next add or remove knows
 * what it finds. Mustn't: touch an account or a home directory that was there before.
 */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "account.h"
#include "authorized.h"
#include "base/fd.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/output.h"
#include "cli/owners.h"
#include "cli/setup/pam_files.h"
#include "cli/trial.h"
#include "cli/way_in.h"
#include "policy/defaults.h"
#include "subject.h"
#include "tenant.h"

struct add {
	struct deed deed;
	struct subject subject;
	struct key_lines keys;
	struct wanted wanted;
	char *home, *group, *uid;
	char *text; /* of the file, as it is to be */
};

/* --- one that is there -------------------------------------------------------------------- */

static int other(const struct add *a, const char *what, const char *has, const char *command)
{
	say("%s is a tenant already, with another %s (%s): %s", a->deed.name, what, has, command);
	return EXIT_GUARD;
}

/* Is what is asked for what is there? */
static int compare(const struct add *a)
{
	const struct cli *c = a->deed.cli;
	const struct account *account = &a->subject.account;
	const char *name = a->deed.name;
	char *AUTO_FREE set = text_of("hostel tenant set %s plan=%s", name, c->plan ? c->plan : "");
	char *AUTO_FREE move = text_of("hostel tenant set %s owner=%s", name, c->owner ? c->owner : "");
	const struct trial now = {.config = a->deed.config};
	char *AUTO_FREE home = account_clean_home(c->home ? c->home : "");
	char number[16];
	struct policy p;
	int status = trial_tenant(&now, account, false, &p);

	if (status)
		return status;
	snprintf(number, sizeof(number), "%u", account->uid);
	if (c->plan && strcmp(p.plan, c->plan))
		status = other(a, "plan", *p.plan ? p.plan : "none", set);
	else if (c->owner && strcmp(p.owner, c->owner))
		status = other(a, "owner", *p.owner ? p.owner : "none", move);
	else if (c->home && strcmp(account->home, home))
		status = other(a, "home directory", account->home, "usermod(8) -d moves it");
	else if (c->uid && strcmp(number, c->uid))
		status = other(a, "uid", number, "a uid is kept for life");
	policy_free(&p);
	return status;
}

static int add_keys(struct add *a, const struct account *account)
{
	struct deed *d = &a->deed;
	struct err e = ERR_NONE;
	size_t missing;

	if (authorized_add(account, &a->keys, true, &missing, &e) < 0)
		return say("%s", e.message), EXIT_FAILED;
	if (!missing || !deed_step(d, "add %zu key%s to %s/.ssh/authorized_keys", missing,
				missing == 1 ? "" : "s", account->home))
		return 0;
	if (authorized_add(account, &a->keys, false, &missing, &e) == 0)
		return 0;
	say("%s", e.message);
	return EXIT_FAILED;
}

/* A policy without an account: that of a backup, for a home that is there again, or one that is left over. */
static int say_alone(const struct add *a)
{
	const char *name = a->deed.name;
	char uid[16] = "UID";
	struct stat st;

	if (lstat(a->home, &st) == 0 && S_ISDIR(st.st_mode))
		snprintf(uid, sizeof(uid), "%u", st.st_uid);
	say("%s is there without an account: hostel tenant remove %s --confirm %s takes it away; to keep it: "
	    "useradd -M -u %s %s, then hostel tenant adopt %s",
		a->subject.path, name, name, uid, name, name);
	return EXIT_GUARD;
}

static int add_to_old(struct add *a)
{
	const char *name = a->deed.name;
	int status;

	if (!a->subject.found)
		return say_alone(a);
	if (account_is_system(a->subject.account.uid)) {
		say("%s is a system account and never a tenant", name);
		return EXIT_GUARD;
	}
	if (a->subject.mark != TENANT_SHELL) {
		const struct cli *c = a->deed.cli;

		say("there is an account %s: hostel tenant adopt %s%s%s%s%s makes a tenant of it", name, name,
			c->plan ? " --plan " : "", c->plan ? c->plan : "", c->owner ? " --owner " : "",
			c->owner ? c->owner : "");
		return EXIT_GUARD;
	}
	status = compare(a);
	return status ? status : add_keys(a, &a->subject.account);
}

/* --- a new one ---------------------------------------------------------------------------- */

/* The whole policy, for the account as it will be. */
static int try_policy(const struct add *a)
{
	char *names[] = {(char *)a->deed.name, a->group};
	uint32_t groups[] = {65533, 65532};
	const struct account will = {.name = (char *)a->deed.name,
		.home = a->home,
		.gid = groups[0],
		.uid = a->wanted.uid ? (uint32_t)strtoul(a->wanted.uid, NULL, 10) : groups[0],
		.shell = (char *)HOSTEL_BINDIR "/hostel-shell",
		.groups = groups,
		.group_names = names,
		.group_count = a->group ? 2 : 1};
	const struct trial trial = {a->deed.config, a->subject.path, a->text};

	return trial_tenant(&trial, &will, false, NULL);
}

/* A directory that is there can be taken over only by its owner's uid. */
static int look_at_home(const struct add *a, bool *there)
{
	struct stat st;

	*there = lstat(a->home, &st) == 0;
	if (!*there && errno == ENOENT)
		return 0;
	if (*there && S_ISDIR(st.st_mode) && a->wanted.uid && st.st_uid == strtoul(a->wanted.uid, NULL, 10))
		return 0;
	say("%s is there already and belongs to uid %u: move it away, say another --home, or with --uid "
	    "whose it is",
		a->home, *there ? st.st_uid : 0);
	return EXIT_GUARD;
}

/* Take away what a former add left. Its home directory goes if it was made by that. */
static int mend(struct add *a)
{
	char *AUTO_FREE home = half_made_home(a->subject.text);
	int status = 0;

	if (a->subject.found && a->subject.mark != TENANT_SHELL) {
		say("%s was made by somebody else meanwhile: remove %s, then hostel tenant adopt %s",
			a->deed.name, a->subject.path, a->deed.name);
		return EXIT_GUARD;
	}
	if (a->subject.found)
		status = account_take(&a->deed, home != NULL);
	if (!status && home)
		status = account_take_home(&a->deed, home);
	return status ? status : account_forget_groups(&a->deed, a->group);
}

static int undo(struct add *a, bool account, bool home, int status)
{
	char *AUTO_FREE why = text_of("%s", said());

	if (a->deed.cli->dry_run)
		return status;
	if ((!account || (account_take(&a->deed, home) == 0 &&
				 (!home || account_take_home(&a->deed, a->home) == 0))) &&
		config_unlink(a->deed.config, a->subject.path) == 0)
		say("%s: nothing is left of it", a->deed.name);
	else
		say("%s: something is left of it, which lets nobody in: hostel tenant remove %s --confirm "
		    "%s",
			a->deed.name, a->deed.name, a->deed.name);
	say_line(why);
	return status;
}

/* With the account there: is all as it was meant? */
static int finish(struct add *a)
{
	const struct trial trial = {a->deed.config, a->subject.path, a->text};
	struct account account = {0};
	struct err e = ERR_NONE;
	int status;

	if (a->deed.cli->dry_run) {
		struct account will = {.home = a->home};

		if (a->keys.count)
			deed_step(&a->deed, "add %zu key%s to %s/.ssh/authorized_keys", a->keys.count,
				a->keys.count == 1 ? "" : "s", will.home);
		return deed_write(&a->deed, a->subject.path, a->text, "open");
	}
	if (account_find(a->deed.name, &account, &e) <= 0) {
		say("%s: useradd made no account", a->deed.name);
		return EXIT_FAILED;
	}
	/* useradd(8) gives the uid of one that userdel(8) took away to the next. */
	status = account_forget_events(&a->deed, account.uid, NULL);
	if (!status && a->keys.count)
		status = add_keys(a, &account);
	if (!status)
		status = trial_tenant(&trial, &account, true, NULL);
	if (!status)
		status = deed_write(&a->deed, a->subject.path, a->text, "open");
	account_free(&account);
	return status;
}

static int add_new(struct add *a)
{
	char *AUTO_FREE gate = NULL;
	bool there = false;
	int status = try_policy(a);

	if (!status && a->subject.half == HALF_ADD)
		status = mend(a);
	if (!status && !(a->deed.cli->dry_run && a->subject.half == HALF_ADD))
		status = look_at_home(a, &there);
	if (status)
		return status;
	if (a->subject.half == HALF_NOT && getgrnam(a->deed.name)) {
		say("there is a group %s already: another name, or groupdel(8)", a->deed.name);
		return EXIT_GUARD;
	}
	gate = half_made_gate(a->text, HALF_ADD, there ? NULL : a->home);
	status = deed_write(&a->deed, a->subject.path, gate, "suspended until all is done");
	if (status)
		return undo(a, false, false, status);
	status = account_make(&a->deed, &a->wanted);
	if (status) {
		struct account made = {0};
		struct err ignored = ERR_NONE;
		const bool half = status != EXIT_GUARD && account_find(a->deed.name, &made, &ignored) > 0;

		account_free(&made);
		return undo(a, half, !there, status);
	}
	status = finish(a);
	return status ? undo(a, true, !there, status) : 0;
}

/* All is done, and would not do. For a machine, and with --dry-run, that is no part of the answer. */
static void say_missing(const struct add *a)
{
	const struct cli *c = a->deed.cli;
	const char *name = a->deed.name;

	if (c->json || c->result || c->dry_run)
		return;
	if (!pam_files_any())
		say("nobody can log in yet: hostel setup");
	else if (way_in_none(getspnam(name), a->home) && !way_in_elsewhere())
		say("%s: no key and no password: nobody can log in yet: hostel tenant add %s --key FILE, or "
		    "passwd %s",
			name, name, name);
}

static int prepare(struct add *a)
{
	const struct cli *c = a->deed.cli;
	char *AUTO_FREE empty = text_of("%s", ""), *AUTO_FREE text = NULL;
	int status = c->plan ? subject_plan_exists(a->deed.config, c->plan) : 0;

	if (!status && c->owner)
		status = owner_exists(a->deed.config, c->owner);
	if (!status && c->uid)
		status = wanted_check_uid(c->uid);
	if (!status && c->home && (*c->home != '/' || !c->home[1])) {
		say("tenant add: --home %s: write an absolute path", c->home);
		status = EXIT_USAGE;
	}
	if (!status)
		status = subject_group(a->deed.config, &a->group);
	if (!status)
		status = authorized_read(c, &a->keys);
	a->home = c->home ? text_of("%s", c->home) : wanted_home(a->deed.name);
	text = c->plan ? ini_set(empty, "tenant", "plan", c->plan) : text_of("[tenant]\n");
	a->text = c->owner ? ini_set(text, "tenant", "owner", c->owner) : text_of("%s", text);
	a->wanted =
		(struct wanted){.home = a->home, .uid = c->uid, .comment = c->comment, .group = a->group};
	return status;
}

int tenant_add(const struct cli *c, int count, char **operands)
{
	struct add a = {0};
	int status = deed_begin(&a.deed, c, "tenant add", operands[0]);

	(void)count;
	if (!status)
		status = prepare(&a);
	if (!status)
		status = subject_read(&a.subject, &a.deed);
	if (!status && a.subject.half == HALF_REMOVE) {
		say("%s is half removed: hostel tenant remove %s --confirm %s goes on", operands[0],
			operands[0], operands[0]);
		status = EXIT_GUARD;
	} else if (!status && (a.subject.found || a.subject.text) && a.subject.half == HALF_NOT) {
		status = add_to_old(&a);
	} else if (!status) {
		status = add_new(&a);
		if (!status)
			say_missing(&a);
	}
	if (!status)
		deed_services(&a.deed);
	subject_free(&a.subject);
	authorized_free(&a.keys);
	free(a.home);
	free(a.group);
	free(a.text);
	return deed_end(&a.deed, status);
}
