/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether something is behind a complaint of this tenant's, now. A counter is believed first, then what is in
 * force, and what nobody counts is said to be possible, no more.
 */
#include "judge.h"

#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "judge_files.h"
#include "judge_network.h"
#include "policy/keys.h"
#include "remedy.h"
#include "value.h"
#include "verdict.h"

#define OLD_SECONDS (24 * 60 * 60)
#define THROTTLED_LEAST 1000000 /* microseconds: less is nothing that anybody feels */

/* --- counted ------------------------------------------------------------------------------------- */

static bool is_max(const struct facts *f, enum field_id id)
{
	char *AUTO_FREE value = value_of(f->policy, id);

	return !*value || !strcmp(value, "max");
}

/* "12 of 16 now", or "" */
static void show_use(const struct facts *f, enum field_id id, char text[128])
{
	const struct use *u = &f->use[id];
	char used[VALUE_TEXT_SIZE], limit[VALUE_TEXT_SIZE];

	*text = '\0';
	if (u->used >= COUNTER_UNLIMITED)
		return;
	value_show(used, id, u->used);
	value_show(limit, id, u->limit >= COUNTER_UNLIMITED ? VALUE_MAX : u->limit);
	snprintf(text, 128, "%s of %s now", used, limit);
}

static enum verdict hit(const struct facts *f, struct answer *a, uint64_t count, uint64_t last)
{
	char now[128];

	show_use(f, a->field, now);
	a->count = count;
	a->last = last;
	return verdict_say(a, VERDICT_HIT, "it was run into %llu time%s since the host came up%s%s",
		(unsigned long long)count, count == 1 ? "" : "s", *now ? "; " : "", now);
}

/* What owners/NAME.ini says of it. */
static bool owner_has(const struct facts *f, enum field_id id, uint64_t *sum)
{
	return f->policy->sum && f->policy->sum->origin[id].line &&
	       policy_key_number(f->policy->sum, id, sum) && *sum != VALUE_MAX;
}

/*
 * Where all tenants of the owner together may have no more than this one, theirs is there first: the kernel
 * counts it in the tenant's cgroup all the same (pids_can_fork(), cgroup-v1/memory.rst).
 */
static bool is_owners(const struct facts *f, enum field_id id)
{
	uint64_t own, sum;

	return owner_has(f, id, &sum) &&
	       (!policy_key_number(f->policy, id, &own) || sum <= own);
}

static JUDGE(counted)
{
	const struct use *u = &f->use[a->field];
	char now[128];

	(void)c;
	show_use(f, a->field, now);
	if (is_owners(f, a->field))
		return verdict_say(a, VERDICT_NOT, "the owner's is there first");
	if (u->hits != COUNTER_UNKNOWN && u->hits)
		return hit(f, a, u->hits, u->last);
	if (is_max(f, a->field))
		return verdict_say(a, VERDICT_NOT, "there is no such limit");
	if (u->hits != COUNTER_UNKNOWN)
		return verdict_say(a, VERDICT_NOT, "it was never run into since the host came up%s%s",
			*now ? "; " : "", now);
	return verdict_say(a, VERDICT_CAN, "nobody has counted yet%s%s", *now ? "; " : "", now);
}

static JUDGE(full)
{
	(void)c;
	if (f->memory_full >= COUNTER_UNLIMITED || !f->memory_full)
		return verdict_say(a, VERDICT_NOT, "it was never run into since the host came up");
	return verdict_say(a, VERDICT_CAN, "caches were dropped for it %llu times since the host came up",
		(unsigned long long)f->memory_full);
}

static JUDGE(throttled);

/* What cgroup v2 counts where the limit is, and v1 where the process was: of all tenants of the owner. */
static enum verdict hit_together(const struct facts *f, struct answer *a, uint64_t count)
{
	a->count = count;
	return verdict_say(a, VERDICT_HIT,
		"all tenants of %s together ran into it since their cgroup was made", f->policy->owner);
}

static JUDGE(owner)
{
	struct facts mine = *f;
	struct policy own = *f->policy;
	struct use *u = &mine.use[a->field];
	uint64_t sum;

	a->owner = true;
	if (!owner_has(f, a->field, &sum))
		return verdict_say(a, VERDICT_NOT, "the owner has no such limit");
	if (a->field == FIELD_pids_max && f->owner_pids < COUNTER_UNLIMITED && f->owner_pids)
		return hit_together(f, a, f->owner_pids);
	if (a->field == FIELD_cpu_max && f->owner_throttled_usec < COUNTER_UNLIMITED &&
		f->owner_throttled_usec >= THROTTLED_LEAST)
		return hit_together(f, a, 0);
	if (!is_owners(f, a->field))
		return verdict_say(
			a, VERDICT_CAN, "what other tenants of %s use counts, too", f->policy->owner);
	/* The tenant's own counters: without what is in use, which is the tenant's alone. */
	own.sum = NULL;
	mine.policy = &own;
	u->used = COUNTER_UNKNOWN;
	return a->field == FIELD_cpu_max ? judge_throttled(&mine, c, a) : judge_counted(&mine, c, a);
}

static JUDGE(throttled)
{
	const uint64_t n = f->throttled_usec;

	(void)c;
	if (is_owners(f, a->field))
		return verdict_say(a, VERDICT_NOT, "the owner's is there first");
	if (is_max(f, a->field))
		return verdict_say(a, VERDICT_NOT, "there is no such limit");
	if (n >= COUNTER_UNLIMITED)
		return verdict_say(a, VERDICT_CAN, "nobody has counted yet");
	a->count = f->use[a->field].hits >= COUNTER_UNLIMITED ? 0 : f->use[a->field].hits;
	a->last = f->use[a->field].last;
	return verdict_say(a, n >= THROTTLED_LEAST ? VERDICT_HIT : VERDICT_NOT,
		"processors were held back for %llu.%llu s in all since the host came up",
		(unsigned long long)n / 1000000, (unsigned long long)n / 100000 % 10);
}

static JUDGE(reached)
{
	const int percent = facts_percent(&f->use[a->field]);
	char now[128];

	(void)c;
	show_use(f, a->field, now);
	if (f->policy->network != NETWORK_NAT && f->policy->network != NETWORK_PASTA)
		return verdict_say(a, VERDICT_NOT, "only nat and pasta have it");
	if (is_max(f, a->field))
		return verdict_say(a, VERDICT_NOT, "there is no such limit");
	return verdict_say(a, percent >= VERDICT_NEAR ? VERDICT_NOW : VERDICT_CAN, "%s",
		*now ? now : "nothing counts it");
}

/* Of a process: what counts them is the process's end, or its own words. */
static JUDGE(ulimit)
{
	const struct ulimit_pair u = facts_ulimit(f, a->field);
	const struct lower *lower = &f->lower[a->field - FIELD_ulimit_cpu];
	const int percent = facts_percent(&f->use[a->field]);
	char now[128];

	(void)c;
	show_use(f, a->field, now);
	if (policy_ulimit(f->policy, (int)(a->field - FIELD_ulimit_cpu))->soft == VALUE_MAX)
		return verdict_say(a, VERDICT_NOT, "%s%s",
			*lower->where ? "the policy has no such limit, but the host has: "
				      : "there is no such limit",
			lower->where);
	if (a->field == FIELD_ulimit_nproc && f->policy->pids_max <= u.soft)
		return verdict_say(a, VERDICT_NOT, "pids.max = %llu is there first",
			(unsigned long long)f->policy->pids_max);
	if (*lower->where)
		return verdict_say(a, percent >= VERDICT_NEAR ? VERDICT_NOW : VERDICT_CAN,
			"the host's own is lower, and holds: %s", lower->where);
	return verdict_say(a, percent >= VERDICT_NEAR ? VERDICT_NOW : VERDICT_CAN, "nothing counts it%s%s",
		*now ? "; most that a process has: " : "", now);
}

/* --- as the policy has it -------------------------------------------------------------------------- */

static JUDGE(if_set)
{
	char *AUTO_FREE value = value_of(f->policy, a->field);

	(void)c;
	if (is_max(f, a->field))
		return verdict_say(a, VERDICT_NOT, "there is no such bound");
	return verdict_say(a, VERDICT_CAN, "nothing counts it; it is %.200s", value);
}

static JUDGE(duration)
{
	char *AUTO_FREE value = value_of(f->policy, a->field);

	(void)c;
	return verdict_say(a, !strcmp(value, "max") || !strcmp(value, "yes") ? VERDICT_NOT : VERDICT_NOW,
		"it is %s", value);
}

static JUDGE(lingers)
{
	char *AUTO_FREE value = value_of(f->policy, a->field);

	(void)c;
	return verdict_say(a, f->policy->linger == LINGER_YES ? VERDICT_NOT
		: f->policy->linger == LINGER_NO ? VERDICT_NOW : VERDICT_CAN, "it is %s", value);
}

static JUDGE(switched_off)
{
	char *AUTO_FREE value = value_of(f->policy, a->field);

	(void)c;
	return verdict_say(a, !strcmp(value, "no") ? VERDICT_NOW : VERDICT_NOT, "it is %s", value);
}

static JUDGE(not_all)
{
	char *AUTO_FREE value = value_of(f->policy, a->field);

	(void)c;
	return verdict_say(a, !strcmp(value, "*") ? VERDICT_NOT : VERDICT_NOW, "it is %.200s", value);
}

static JUDGE(possible)
{
	(void)f;
	(void)c;
	return verdict_say(a, VERDICT_CAN, "nothing counts it");
}

static JUDGE(always)
{
	(void)f;
	(void)c;
	return verdict_say(a, VERDICT_NOW, "it is so for every tenant");
}

/* --- logins -------------------------------------------------------------------------------------- */

static JUDGE(suspended)
{
	char *AUTO_FREE reason = value_of(f->policy, FIELD_suspended_reason);

	(void)c;
	return f->policy->suspended
		       ? verdict_say(a, VERDICT_NOW, "it is so%s%.200s", *reason ? ": " : "", reason)
		       : verdict_say(a, VERDICT_NOT, "the tenant is not suspended now");
}

static JUDGE(drained)
{
	(void)c;
	return f->drained ? verdict_say(a, VERDICT_NOW, "it is so: %.200s", f->drain)
			  : verdict_say(a, VERDICT_NOT, "there is no maintenance now");
}

static enum refusal refusal_of(enum cause cause)
{
	return cause == CAUSE_services	       ? REFUSED_SERVICES
	       : cause == CAUSE_login_rate   ? REFUSED_LOGIN_RATE
	       : cause == CAUSE_max_sessions ? REFUSED_MAX_SESSIONS
	       : cause == CAUSE_policy	       ? REFUSED_POLICY
	       : cause == CAUSE_host	       ? REFUSED_HOST
					       : REFUSED_SANDBOX;
}

static JUDGE(refused)
{
	const enum refusal r = refusal_of(a->cause);

	(void)c;
	a->count = f->refused[r];
	a->last = f->refused_last[r];
	if (!a->count)
		return verdict_say(a, VERDICT_NOT, "no login was refused for it since the host came up");
	return verdict_say(a, VERDICT_HIT, "%llu login%s refused for it since the host came up%s%.250s",
		(unsigned long long)a->count, a->count == 1 ? " was" : "s were",
		*f->refused_why[r] ? "; the last: " : "", f->refused_why[r]);
}

static JUDGE(services)
{
	const struct string_list *l = &f->policy->services;

	for (size_t i = 0; i < l->count; i++)
		if (*f->refused_service && !strcmp(l->items[i], f->refused_service))
			return verdict_say(a, VERDICT_NOT, "%s, which was refused last, is listed now",
				f->refused_service);
	return judge_refused(f, c, a);
}

static JUDGE(service)
{
	(void)c;
	return f->down ? verdict_say(a, VERDICT_NOW, "%s does not run", f->down_name)
		       : verdict_say(a, VERDICT_NOT, "all that were started run");
}

/* --- the table ------------------------------------------------------------------------------------- */

static const struct row {
	const char *name;
	enum field_id field;
	enum verdict (*judge)(const struct facts *f, const struct complaint *c, struct answer *a);
	enum remedy remedy;
	const char *value, *words;
} rows[CAUSES] = {
#define CAUSE(ident, key, how, what, with, text) \
	[CAUSE_##ident] = {#ident, FIELD_##key, judge_##how, REMEDY_##what, with, text},
#include "causes.def"
#undef CAUSE
};

enum field_id cause_field(enum cause cause)
{
	return cause == CAUSE_none ? FIELD_COUNT : rows[cause].field;
}

const char *cause_name(enum cause cause)
{
	return rows[cause].name;
}

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {[VERDICT_HIT] = "hit", [VERDICT_NOW] = "now",
		[VERDICT_CAN] = "possible", [VERDICT_NOT] = "not"};

	return names[v];
}

/* The host's limit, or what it cannot do, holds whatever the policy says: a command would change nothing. */
static bool is_hosts(const struct facts *f, enum field_id id)
{
	if (*f->quota_why && (id == FIELD_disk || id == FIELD_inodes))
		return true;
	return id >= FIELD_ulimit_cpu && id < FIELD_ulimit_cpu + ULIMIT_COUNT &&
	       *f->lower[id - FIELD_ulimit_cpu].where;
}

/* What was run into days ago is less sure than what is so now. */
static int rank(const struct facts *f, const struct answer *a)
{
	const bool old = a->verdict == VERDICT_HIT && a->last && f->now > a->last + OLD_SECONDS;

	return old ? 2 * VERDICT_NOW + 1 : 2 * (int)a->verdict;
}

/* The surest first; among those as sure, the table's order. */
static size_t place_for(
	const struct facts *f, const struct answer *answers, size_t count, const struct answer *a)
{
	size_t i = count;

	while (i && rank(f, &answers[i - 1]) > rank(f, a))
		i--;
	return i;
}

size_t judge(const struct facts *f, const struct complaint *c, struct answer answers[COMPLAINT_CAUSES])
{
	size_t count = 0;

	for (size_t i = 0; i < COMPLAINT_CAUSES && c->causes[i]; i++) {
		const struct row *r = &rows[c->causes[i]];
		struct answer a = {.cause = c->causes[i], .field = r->field, .words = r->words};
		size_t at;

		a.verdict = r->judge(f, c, &a);
		if (a.owner && a.verdict == VERDICT_NOT)
			continue; /* most tenants have none, or theirs says nothing */
		if (a.verdict != VERDICT_NOT && !is_hosts(f, a.field))
			remedy_find(f, c, r->remedy, r->value, &a);
		at = place_for(f, answers, count, &a);
		memmove(&answers[at + 1], &answers[at], (count - at) * sizeof(*answers));
		answers[at] = a;
		count++;
	}
	return count;
}
