/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All tenants at once. Who is one is decided as lib/host/tenant.c does it for one account.
 */
#include "roster.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli.h"
#include "config.h"
#include "config_file.h"
#include "half_made.h"
#include "host/config_dir.h"
#include "host/tenant.h"
#include "ini.h"
#include "output.h"
#include "owners.h"
#include "policy/defaults.h"
#include "policy/names.h"
#include "policy/single.h"

/* A group's members, sorted. */
struct members {
	char *group, *plan; /* plan NULL: a selector of [host] tenants */
	bool there;
	gid_t gid;
	size_t count;
	char **names;
};

/* What a plan says of an owner; NULL: nothing. */
struct plan_owner {
	char *plan, *owner;
};

struct reading {
	struct roster *roster;
	char *owner; /* of hostel.ini */
	size_t plan_count;
	struct plan_owner *plans; /* as far as they were asked for */
	int config;
	struct policy host;
	size_t group_count;
	struct members *groups;
	size_t file_count;
	char **files; /* of tenants/, sorted */
	bool *seen;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_group(struct reading *r, const char *name, const char *plan)
{
	struct group *g = getgrnam(name);
	struct members *m;

	r->groups = reallocarray(r->groups, r->group_count + 1, sizeof(*r->groups));
	if (!r->groups)
		out_of_memory();
	m = &r->groups[r->group_count++];
	*m = (struct members){
		.group = text_of("%s", name), .plan = plan ? text_of("%s", plan) : NULL, .there = g};
	if (!g)
		return;
	m->gid = g->gr_gid;
	while (g->gr_mem[m->count])
		m->count++;
	m->names = calloc(m->count + 1, sizeof(*m->names));
	if (!m->names)
		out_of_memory();
	for (size_t i = 0; i < m->count; i++)
		m->names[i] = text_of("%s", g->gr_mem[i]);
	qsort(m->names, m->count, sizeof(*m->names), by_text);
}

static bool is_member(const struct members *m, const char *name, gid_t gid)
{
	return m->there && (m->gid == gid || (m->count && bsearch(&name, m->names, m->count,
								  sizeof(*m->names), by_text)));
}

/* [host] tenants and [plans] of hostel.ini. */
static int read_host(struct reading *r)
{
	const struct policy_reader reader = config_reader(&r->config);
	struct problems problems = {0};
	char *AUTO_FREE text = NULL, *key, *value;
	struct ini_cursor at = {0};
	int status = config_text(r->config, "hostel.ini", &text);

	if (!status && policy_load_host(&r->host, &reader, &problems)) {
		say("hostel.ini does not tell who is a tenant");
		problems_say(&problems);
		status = EXIT_POLICY;
	}
	for (size_t i = 0; !status && i < r->host.tenants.count; i++)
		if (r->host.tenants.items[i].kind == SELECTOR_GROUP)
			add_group(r, r->host.tenants.items[i].name, NULL);
	if (!status && text)
		r->owner = ini_get(text, "tenant", "owner");
	at.at = text;
	while (!status && ini_next(&at, "plans", &key, &value)) {
		if (*key == '@')
			add_group(r, key + 1, value);
		free(key);
		free(value);
	}
	return status;
}

static struct roster_entry *add_entry(struct roster *r, const char *name)
{
	if (r->count == r->size) {
		r->size = r->size ? 2 * r->size : 64;
		r->v = reallocarray(r->v, r->size, sizeof(*r->v));
		if (!r->v)
			out_of_memory();
	}
	r->v[r->count] = (struct roster_entry){.name = text_of("%s", name)};
	return &r->v[r->count++];
}

static bool means_yes(const char *value)
{
	return value && (!strcmp(value, "yes") || !strcmp(value, "true") || !strcmp(value, "on"));
}

/* Few have the key: only then the file is read as a policy. */
static bool is_elsewhere(const struct reading *r, const char *text, const char *path)
{
	const struct policy_reader reader = config_reader(&r->config);
	char *AUTO_FREE hosts = ini_get(text, "tenant", "hosts");
	struct problems ignored = {0};
	struct policy p;
	bool elsewhere;

	if (!hosts)
		return false;
	elsewhere = policy_read_file(&p, &reader, path, &ignored) == 0 && tenant_is_elsewhere(&p);
	policy_free(&p);
	return elsewhere;
}

/* What the tenant's own file says. One that cannot be read says nothing; a login is refused then. */
static void read_own(struct reading *r, struct roster_entry *e)
{
	char *AUTO_FREE path = text_of("tenants/%s.ini", e->name), *AUTO_FREE text = NULL;
	char *AUTO_FREE suspended = NULL, *AUTO_FREE until = NULL;
	struct policy p = {0};
	unsigned year, month, day;

	if (config_text(r->config, path, &text) || !text)
		return;
	e->plan = ini_get(text, "tenant", "plan");
	e->owner = ini_get(text, "tenant", "owner");
	suspended = ini_get(text, "tenant", "suspended");
	until = ini_get(text, "tenant", "suspended_until");
	p.suspended = means_yes(suspended);
	if (until && sscanf(until, "%4u-%2u-%2u", &year, &month, &day) == 3)
		p.suspended_until = year * 10000 + month * 100 + day;
	tenant_settle_suspension(&p);
	e->suspended = p.suspended || is_elsewhere(r, text, path);
	e->half_made = half_made(text) != HALF_NOT;
}

static const char *plan_owner(struct reading *r, const char *plan)
{
	size_t i = 0;

	while (i < r->plan_count && strcmp(r->plans[i].plan, plan))
		i++;
	if (i == r->plan_count) {
		r->plans = reallocarray(r->plans, i + 1, sizeof(*r->plans));
		if (!r->plans)
			out_of_memory();
		r->plans[r->plan_count++] =
			(struct plan_owner){text_of("%s", plan), owner_of_plan(r->config, plan)};
	}
	return r->plans[i].owner;
}

static void find_owner(struct reading *r, struct roster_entry *e)
{
	const char *owner = e->owner || !*e->plan ? NULL : plan_owner(r, e->plan);

	if (!e->owner)
		e->owner = text_of("%s", owner ? owner : r->owner ? r->owner : "");
}

static void find_plan(struct reading *r, struct roster_entry *e)
{
	if (e->plan && *e->plan)
		return;
	free(e->plan);
	e->plan = NULL;
	for (size_t i = 0; i < r->group_count && !e->plan; i++)
		if (r->groups[i].plan && e->account && is_member(&r->groups[i], e->name, e->gid)) {
			e->plan = text_of("%s", r->groups[i].plan);
			e->group = text_of("%s", r->groups[i].group);
		}
	if (!e->plan)
		e->plan = text_of("%s", "");
}

static bool has_file(struct reading *r, const char *name)
{
	char **found =
		r->file_count ? bsearch(&name, r->files, r->file_count, sizeof(*r->files), by_text) : NULL;

	if (found)
		r->seen[found - r->files] = true;
	return found;
}

static bool is_tenant(struct reading *r, const struct passwd *pw, bool file)
{
	const struct account a = {.uid = pw->pw_uid, .shell = pw->pw_shell};
	const struct policy_who who = {.name = pw->pw_name, .uid = pw->pw_uid, .home = "", .shell = ""};

	if (account_is_system(pw->pw_uid))
		return false;
	if (file || account_has_hostel_shell(&a) || policy_names(&r->host, &who))
		return true;
	for (size_t i = 0; i < r->group_count; i++)
		if (!r->groups[i].plan && is_member(&r->groups[i], pw->pw_name, pw->pw_gid))
			return true;
	return false;
}

static void take_account(struct reading *r, const struct passwd *pw)
{
	const bool file = has_file(r, pw->pw_name);
	struct err no_memory = ERR_NONE;
	struct roster_entry *e;
	struct account a;

	if (!is_tenant(r, pw, file))
		return;
	if (account_entry(pw, &a, &no_memory) < 0)
		out_of_memory();
	e = add_entry(r->roster, pw->pw_name);
	e->account = true;
	e->uid = pw->pw_uid;
	e->gid = pw->pw_gid;
	e->home = text_of("%s", a.home);
	e->shell = text_of("%s", a.shell);
	account_free(&a);
	if (file)
		read_own(r, e);
	find_plan(r, e);
	find_owner(r, e);
}

static void take_all(struct reading *r)
{
	const struct passwd *pw;
	struct roster_entry *e;

	setpwent();
	while ((pw = getpwent()))
		take_account(r, pw);
	endpwent();
	/* A name service need not list all that it knows. */
	for (size_t i = 0; i < r->file_count; i++) {
		if (r->seen[i])
			continue;
		pw = getpwnam(r->files[i]);
		if (pw) {
			take_account(r, pw);
			continue;
		}
		e = add_entry(r->roster, r->files[i]);
		read_own(r, e);
		find_plan(r, e);
		find_owner(r, e);
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct roster_entry *)a)->name, ((const struct roster_entry *)b)->name);
}

static void sort(struct roster *r)
{
	if (r->count)
		qsort(r->v, r->count, sizeof(*r->v), by_name);
}

static void release(struct reading *r)
{
	for (size_t i = 0; i < r->group_count; i++) {
		config_names_free(r->groups[i].names, r->groups[i].count);
		free(r->groups[i].group);
		free(r->groups[i].plan);
	}
	free(r->groups);
	for (size_t i = 0; i < r->plan_count; i++) {
		free(r->plans[i].plan);
		free(r->plans[i].owner);
	}
	free(r->plans);
	free(r->owner);
	config_names_free(r->files, r->file_count);
	free(r->seen);
	policy_free(&r->host);
}

int roster_read(struct roster *r, int config)
{
	struct reading g = {.roster = r, .config = config};
	int status;

	*r = (struct roster){0};
	status = read_host(&g);
	if (!status) {
		g.file_count = config_names(config, "tenants", &g.files);
		g.seen = calloc(g.file_count + 1, sizeof(*g.seen));
		if (!g.seen)
			out_of_memory();
		take_all(&g);
		sort(r);
	}
	release(&g);
	return status;
}

static struct roster_entry *find(const struct roster *r, const char *name)
{
	const struct roster_entry key = {.name = (char *)name};

	return r->count ? bsearch(&key, r->v, r->count, sizeof(*r->v), by_name) : NULL;
}

const struct roster_entry *roster_find(const struct roster *r, const char *name)
{
	const struct roster_entry *e = find(r, name);

	return e && e->account && !e->changed ? e : NULL;
}

void roster_changed(struct roster *r, const char *name)
{
	struct roster_entry *e = find(r, name);

	if (e)
		e->changed = true;
}

void roster_free(struct roster *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->v[i].name);
		free(r->v[i].home);
		free(r->v[i].shell);
		free(r->v[i].plan);
		free(r->v[i].owner);
		free(r->v[i].group);
	}
	free(r->v);
	*r = (struct roster){0};
}
