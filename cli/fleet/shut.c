/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who cannot log in any more, by the tenant's own file or by those that many have in common.
 *
 * Should: look at single tenants only where a plan or hostel.ini says something that shuts anybody out.
 * Mustn't: count who could not log in before. What cannot be read is no change: it is judged elsewhere.
 */
#include "shut.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/accounts.h"
#include "cli/command/reread.h"
#include "cli/output.h"
#include "host/config_dir.h"
#include "host/tenant.h"
#include "policy/defaults.h"
#include "policy/load.h"
#include "policy/names.h"
#include "policy/single.h"

#define NAMES_TOLD 10

/* One of both directories of policies. */
struct side {
	int dir;
	struct reread once;
	struct policy_reader reader;
};

struct scan {
	struct staged *st;
	struct side old, fresh;
	bool common_changed; /* a plan or hostel.ini is other than before */
	struct accounts accounts;
	size_t count;
	char *names; /* of the first ones */
};

static void side_open(struct side *s, int dir)
{
	s->dir = dir;
	s->reader = reread_reader(&s->once, config_reader(&s->dir));
}

/* --- one policy ------------------------------------------------------------------------------- */

/* Is there a service that the tenant begins? Not jobs, nor what only an administrator can start. */
static bool has_way_in(const struct policy *p)
{
	static const char *const others[] = {"cron", "crond", "atd", "su", "su-l", "runuser", "runuser-l",
		"sudo", "sudo-i", "hostel", "systemd-user"};

	for (size_t i = 0; i < p->services.count; i++) {
		size_t k = 0;

		while (k < sizeof(others) / sizeof(others[0]) && strcmp(others[k], p->services.items[i]))
			k++;
		if (k == sizeof(others) / sizeof(others[0]))
			return true;
	}
	return false;
}

/* Can the tenant log in here? The policy is freed. */
static bool lets_in(struct policy *p)
{
	bool open;

	tenant_settle_suspension(p);
	open = !p->suspended && has_way_in(p);
	policy_free(p);
	return open;
}

/* By this file alone: can its tenant log in here? */
static bool file_lets_in(const struct side *s, const char *path)
{
	struct problems ignored = {0};
	struct policy p;

	if (policy_read_file(&p, &s->reader, path, &ignored))
		return true;
	return lets_in(&p);
}

/* By all files together. */
static bool chain_lets_in(const struct side *s, const struct policy_who *who)
{
	struct problems ignored = {0};
	struct policy p;

	if (policy_load(&p, &s->reader, who, &ignored))
		return true;
	return lets_in(&p);
}

/* Does a file that many have in common say anything by which one of them might be shut out? */
static bool may_shut(const struct side *s, const char *path)
{
	struct problems ignored = {0};
	struct policy p;
	bool may;

	if (policy_read_file(&p, &s->reader, path, &ignored))
		return false;
	may = p.suspended || p.suspended_until || p.hosts.count || !has_way_in(&p);
	policy_free(&p);
	return may;
}

/* --- files of a directory ----------------------------------------------------------------------- */

/* Until `act` returns true. */
static bool each_file(const struct side *s, const char *directory,
	bool (*act)(void *context, const char *path), void *context)
{
	struct dirent **names = NULL;
	const int n = scandirat(s->dir, directory, &names, NULL, alphasort);
	bool done = false;

	for (int i = 0; i < n; i++) {
		char *AUTO_FREE path = text_of("%s/%s", directory, names[i]->d_name);

		if (!done && *names[i]->d_name != '.' && !strcmp(path + strlen(path) - 4, ".ini"))
			done = act(context, path);
		free(names[i]);
	}
	free(names);
	return done;
}

static bool plan_may_shut(void *context, const char *path)
{
	return may_shut(context, path);
}

/* --- who it is ---------------------------------------------------------------------------------- */

static bool is_shut(const struct scan *x, const struct diff *c)
{
	char *AUTO_FREE tenant = diff_tenant(c->path);

	if (!tenant || (c->kind != DIFF_CHANGED && c->kind != DIFF_CLOSED && c->kind != DIFF_REMOVED))
		return false;
	return file_lets_in(&x->old, c->path) &&
	       (c->kind != DIFF_CHANGED || !file_lets_in(&x->fresh, c->path));
}

static bool is_shut_by_chain(const struct scan *x, const char *name)
{
	char *AUTO_FREE home = text_of("/home/%s", name);
	struct policy_who who = {.name = name, .home = home, .shell = ""}; /* without an account: no group */
	struct account a = {0};
	struct err e = ERR_NONE;
	bool shut;

	if (accounts_find(&x->accounts, name, &a, &e) > 0)
		who = account_who(&a);
	shut = !chain_lets_in(&x->fresh, &who) && chain_lets_in(&x->old, &who);
	account_free(&a);
	return shut;
}

static void note(struct scan *x, const char *name)
{
	char *before = x->names;

	x->count++;
	if (x->count > NAMES_TOLD)
		return;
	x->names = text_of("%s%s%s", before ? before : "", before ? ", " : "", name);
	free(before);
}

/* A tenant whose own file lets in: what do the others say? */
static bool look_at(void *context, const char *path)
{
	struct scan *x = context;
	char *AUTO_FREE name = diff_tenant(path);
	struct diff *c = diffs_find(&x->st->changes, path);

	if (!name || !policy_valid_name(name))
		return false;
	if (c ? c->shut || c->kind != DIFF_CHANGED : !x->common_changed)
		return false;
	if (!file_lets_in(&x->fresh, path) || !is_shut_by_chain(x, name))
		return false;
	note(x, name);
	if (c)
		c->shut = true;
	return false;
}

static bool is_common(const char *path)
{
	return !strcmp(path, "hostel.ini") || !strncmp(path, "plans/", strlen("plans/"));
}

static void say_whom(const struct scan *x)
{
	char *AUTO_FREE line = text_of("%zu tenant%s cannot log in any more by a plan or hostel.ini: %s%s",
		x->count, x->count == 1 ? "" : "s", x->names, x->count > NAMES_TOLD ? ", ..." : "");

	say_line(line);
}

size_t shut_count(struct staged *st, size_t *by_others)
{
	struct scan x = {.st = st};
	size_t count = 0;

	side_open(&x.old, st->sets->old);
	side_open(&x.fresh, st->fresh);
	for (size_t i = 0; i < st->changes.count; i++) {
		struct diff *c = &st->changes.v[i];

		c->shut = is_shut(&x, c);
		count += c->shut;
		x.common_changed = x.common_changed || is_common(c->path);
	}
	if (may_shut(&x.fresh, "hostel.ini") || each_file(&x.fresh, "plans", plan_may_shut, &x.fresh)) {
		accounts_read(&x.accounts);
		each_file(&x.fresh, "tenants", look_at, &x);
		accounts_free(&x.accounts);
	}
	if (x.count)
		say_whom(&x);
	*by_others = x.count;
	free(x.names);
	reread_free(&x.old.once);
	reread_free(&x.fresh.once);
	return count + x.count;
}
