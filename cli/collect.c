/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collecting: hostel/tally.h for every tenant.
 */
#include "collect.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "config.h"
#include "event_publish.h"
#include "events/event_log.h"
#include "host/record.h"
#include "host/state.h"
#include "json.h"
#include "live.h"
#include "output.h"
#include "policy/names.h"
#include "refused_calls.h"
#include "talk/paths.h"

void collector_open(struct collector *c, const struct cli *cli)
{
	struct err e = ERR_NONE;

	*c = (struct collector){.state = live_state(&e), .kmsg = refused_calls_open()};
	if (c->state < 0 && e.code != ENOENT)
		say("%s", e.message);
	e = ERR_NONE;
	c->base = config_cgroup(cli);
	if (cgroup_find(&c->cgroups, &e) < 0)
		say("%s", e.message);
}

void collector_close(struct collector *c)
{
	fd_close(&c->state);
	fd_close(&c->kmsg);
	free(c->base);
	c->base = NULL;
}

void collect_counters(int tenant, const struct tally_who *who, struct collected *collected)
{
	struct err e = ERR_NONE;

	if (tally_collect(tenant, who, collected, &e) < 0)
		say("%s/t/%u: %s", HOSTEL_STATEDIR, who->uid, e.message);
}

void collect_publish(const struct collected *collected)
{
	for (size_t i = 0; i < collected->count; i++)
		event_publish(&collected->events[i]);
}

/* The record's name, that of an earlier collection, or the account's; it is a part of a path. */
static void find_name(int tenant, uint32_t uid, const struct record *r, char name[65])
{
	struct passwd *account;
	struct tally t;

	snprintf(name, 65, "%s", r->name);
	if (!*name) {
		tally_read(tenant, &t);
		snprintf(name, 65, "%s", t.name);
	}
	if (!*name && (account = getpwuid(uid)))
		snprintf(name, 65, "%.64s", account->pw_name);
	account = getpwnam(name);
	/* The account is gone, and its uid another's by now. */
	if (!account && (account = getpwuid(uid)))
		snprintf(name, 65, "%.64s", account->pw_name);
	/* An account that was made anew has the name, and its cgroup, with another uid. */
	if (!policy_valid_name(name) || (account && account->pw_uid != uid))
		snprintf(name, 65, "#%u", uid); /* no account's name */
}

static void collect_tenant(const struct collector *c, int tenant, enum tell tell, struct collected_tenant *t)
{
	struct err ignored = ERR_NONE;
	struct tally_who who = {.uid = t->uid, .tell = tell};
	struct record r;

	if (record_read(tenant, &r, &ignored) <= 0 || r.uid != t->uid)
		r = (struct record){0};
	find_name(tenant, t->uid, &r, t->name);
	who.leaf.base = *r.cgroup ? r.cgroup : c->base;
	who.leaf.cgroups = who.leaf.base ? &c->cgroups : NULL;
	who.leaf.name = t->name;
	collect_counters(tenant, &who, &t->c);
	collect_publish(&t->c);
}

/* Said only where somebody's refused calls could be among them. */
static bool anybody_logs(int state)
{
	uint32_t *AUTO_FREE uids = NULL;
	int count = live_numbers(state, "t", &uids);
	bool logs = false;

	for (int i = 0; i < count && !logs; i++) {
		struct err e = ERR_NONE;
		int AUTO_CLOSE tenant = state_tenant(state, uids[i], &e);

		logs = tenant >= 0 && refused_calls_logged(tenant, false);
	}
	return logs;
}

/* An event of the host's, in a log of its own: whoever it was of whom nothing is known. */
static void tell_lost(int state, uint64_t lost)
{
	struct event event = event_make(EVENT_LOST_RECORDS, "", 0, "printk");
	struct err e = ERR_NONE;
	int AUTO_CLOSE lock = -1;

	if (!anybody_logs(state))
		return;
	event.count = lost;
	snprintf(event.detail, sizeof(event.detail),
		"messages of the kernel were suppressed; refused calls may be among them");
	lock = tally_lock(state, &e);
	if (lock < 0 || event_log_append(state, &event, &e) < 0)
		say("%s: %s", HOSTEL_STATEDIR, e.message);
	event_publish(&event);
}

void collect_all(struct collector *c, enum tell tell, struct collection *all)
{
	uint32_t *AUTO_FREE uids = NULL;
	struct err e = ERR_NONE;
	uint64_t lost = 0;
	int n;

	*all = (struct collection){0};
	if (c->state < 0)
		c->state = live_state(&e);
	if (c->state < 0)
		return;
	if (c->kmsg >= 0 && refused_calls_collect(c->state, c->kmsg, &lost, &e) < 0)
		say("refused system calls: %s", e.message);
	if (lost)
		tell_lost(c->state, lost);
	n = live_numbers(c->state, "t", &uids);
	all->v = calloc(n > 0 ? (size_t)n : 1, sizeof(*all->v));
	if (!all->v)
		out_of_memory();
	for (int i = 0; i < n; i++) {
		struct collected_tenant *t = &all->v[all->count];
		int AUTO_CLOSE tenant = -1;

		t->uid = uids[i];
		e = ERR_NONE;
		tenant = state_tenant(c->state, uids[i], &e);
		if (tenant < 0)
			continue;
		collect_tenant(c, tenant, tell, t);
		all->count++;
	}
}

void collection_free(struct collection *all)
{
	free(all->v);
	*all = (struct collection){0};
}

const struct collected *collection_find(const struct collection *all, uint32_t uid)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->v[i].uid == uid)
			return &all->v[i].c;
	return NULL;
}

void collected_put(struct json *object, const struct collected *c)
{
	struct json *counters = json_make_object(), *refused = json_make_object();

	for (size_t i = 0; i < COUNTERS; i++)
		if (c->tally.known & UINT64_C(1) << i)
			json_put_number(counters, counter_name((enum counter)i), (int64_t)c->tally.total[i]);
		else
			json_put_null(counters, counter_name((enum counter)i));
	for (size_t i = 0; i < REFUSALS; i++)
		json_put_number(refused, refusal_name((enum refusal)i), (int64_t)c->tally.refused[i]);
	json_put(counters, "refused_logins", refused);
	json_put_number(counters, "refused_syscalls", (int64_t)c->tally.calls);
	json_put(object, "counters", counters);
}
