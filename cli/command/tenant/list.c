/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant list.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/command/reread.h"
#include "cli/config.h"
#include "cli/json.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/roster.h"
#include "host/config_dir.h"
#include "policy/defaults.h"
#include "policy/load.h"
#include "policy/problems.h"
#include "tenant.h"

/* As a login reads it, but that of the groups the one counts that has the plan. */
static bool is_valid(const struct policy_reader *reader, const struct roster_entry *e)
{
	const char *const groups[] = {e->group};
	const struct policy_who who = {.name = e->name, .uid = e->uid, .home = e->home, .shell = e->shell,
		.groups = groups, .group_count = e->group ? 1 : 0};
	struct problems ignored = {0};
	struct policy p;
	const int status = policy_load(&p, reader, &who, &ignored);

	policy_free(&p);
	return !status;
}

static const char *state_of(const struct policy_reader *reader, const struct roster_entry *e)
{
	if (e->half_made)
		return "half made";
	if (!e->account)
		return "no account";
	if (!is_valid(reader, e))
		return "invalid";
	return e->suspended ? "suspended" : "active";
}

static int by_uid(const void *a, const void *b)
{
	const uint32_t x = ((const struct live_tenant *)a)->uid, y = ((const struct live_tenant *)b)->uid;

	return x < y ? -1 : x > y;
}

static size_t sessions_of(const struct live *l, const struct roster_entry *e)
{
	const struct live_tenant key = {.uid = e->uid};
	const struct live_tenant *t = NULL;
	size_t n = 0;

	if (e->account && l->count)
		t = bsearch(&key, l->tenants, l->count, sizeof(*l->tenants), by_uid);
	for (size_t i = 0; t && i < t->count; i++)
		n += t->sandboxes[i].silent ? 0 : t->sandboxes[i].status.sessions;
	return n;
}

static bool is_listed(const struct cli *c, const struct roster_entry *e)
{
	return !c->owner || !strcmp(c->owner, e->owner);
}

static void print_table(const struct cli *c, const struct policy_reader *reader, const struct roster *r,
	const struct live *l)
{
	static const struct column columns[] = {{"NAME", false}, {"UID", true}, {"PLAN", false},
		{"STATE", false}, {"SESSIONS", true}, {"HOME", false}, {"OWNER", false}};
	struct table t = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL};

	for (size_t i = 0; i < r->count; i++) {
		const struct roster_entry *e = &r->v[i];
		char uid[16] = "", sessions[24];

		if (!is_listed(c, e))
			continue;
		if (e->account)
			snprintf(uid, sizeof(uid), "%u", e->uid);
		snprintf(sessions, sizeof(sessions), "%zu", sessions_of(l, e));
		table_add(&t, (const char *const[]){e->name, uid, e->plan, state_of(reader, e), sessions,
				      e->home ? e->home : "", e->owner});
	}
	table_show(&t);
	table_free(&t);
}

static void print_json(const struct cli *c, const struct policy_reader *reader, const struct roster *r,
	const struct live *l)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < r->count; i++) {
		const struct roster_entry *e = &r->v[i];
		struct json *o;

		if (!is_listed(c, e))
			continue;
		o = json_make_object();
		json_put_text(o, "name", e->name);
		if (e->account)
			json_put_number(o, "uid", e->uid);
		else
			json_put_null(o, "uid");
		json_put_text(o, "plan", e->plan);
		json_put_text(o, "owner", e->owner);
		json_put_text(o, "state", state_of(reader, e));
		json_put_number(o, "sessions", (int64_t)sessions_of(l, e));
		if (e->home)
			json_put_text(o, "home", e->home);
		else
			json_put_null(o, "home");
		json_add(list, o);
	}
	json_finish(list);
}

int tenant_list(const struct cli *c, int count, char **operands)
{
	int AUTO_CLOSE config = config_open(c);
	struct reread once = {0};
	const struct policy_reader reader = reread_reader(&once, config_reader(&config));
	struct err e = ERR_NONE;
	struct roster r = {0};
	struct live l = {0};
	int status = config < 0 ? EXIT_POLICY : roster_read(&r, config);

	(void)count;
	(void)operands;
	if (!status && live_read(&l, NULL, &e) < 0) {
		say("%s", e.message);
		status = EXIT_SYSTEM;
	}
	if (l.count)
		qsort(l.tenants, l.count, sizeof(*l.tenants), by_uid);
	if (!status && c->json)
		print_json(c, &reader, &r, &l);
	else if (!status && !r.count)
		say("there is no tenant: hostel tenant add");
	else if (!status)
		print_table(c, &reader, &r, &l);
	live_free(&l);
	roster_free(&r);
	reread_free(&once);
	return status;
}
