/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facts about a tenant, gathered.
 */
#include "gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fd.h"
#include "cgroup/owner.h"
#include "cli/collect.h"
#include "cli/host_limits.h"
#include "cli/json.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/refused_calls.h"
#include "cli/service/settle.h"
#include "events/event_log.h"
#include "gather_kernel.h"
#include "host/drain.h"
#include "host/limits.h"
#include "host/state.h"
#include "policy/defaults.h"
#include "policy/print.h"

/* --- what happened ------------------------------------------------------------------------------- */

static void take_call(struct facts *f, const struct json *event)
{
	const char *detail = json_text(event, "detail"), *by = strstr(detail, " by ");
	struct refused_name call = {.count = (uint64_t)json_number(event, "count"),
		.last = (uint64_t)json_number(event, "time")};
	size_t i = 0;

	snprintf(call.name, sizeof(call.name), "%.*s", by ? (int)(by - detail) : (int)strlen(detail), detail);
	snprintf(call.program, sizeof(call.program), "%s", by ? by + 4 : "?");
	while (i < f->call_count && strcmp(f->calls[i].name, call.name) != 0)
		i++;
	if (i < f->call_count)
		call.count += f->calls[i].count;
	else if (f->call_count < FACTS_CALLS)
		f->call_count++;
	else
		i--;
	/* The last one first. */
	memmove(&f->calls[1], &f->calls[0], i * sizeof(call));
	f->calls[0] = call;
}

static void take_login(struct facts *f, const struct json *event, const char *limit, uint64_t time)
{
	for (size_t i = 0; i < REFUSALS; i++) {
		if (strcmp(refusal_name((enum refusal)i), limit) != 0)
			continue;
		f->refused_last[i] = time;
		snprintf(f->refused_why[i], sizeof(f->refused_why[i]), "%s", json_text(event, "detail"));
		if (i == REFUSED_SERVICES)
			snprintf(f->refused_service, sizeof(f->refused_service), "%s",
				json_text(event, "service"));
	}
}

static void take_event(struct facts *f, const struct json *event)
{
	static const enum field_id counted[] = {FIELD_memory_max, FIELD_pids_max, FIELD_cpu_max};
	const char *kind = json_text(event, "event"), *limit = json_text(event, "limit");
	const uint64_t time = (uint64_t)json_number(event, "time");
	struct happened *h = &f->events[0];

	for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
		if (!strcmp(limit, policy_field(counted[i])->key))
			f->use[counted[i]].last = time;
	if (!strcmp(kind, event_name(EVENT_REFUSED_CALL)))
		take_call(f, event);
	if (!strcmp(kind, event_name(EVENT_REFUSED_LOGIN)))
		take_login(f, event, limit, time);
	memmove(&f->events[1], &f->events[0], (FACTS_EVENTS - 1) * sizeof(*h));
	if (f->event_count < FACTS_EVENTS)
		f->event_count++;
	*h = (struct happened){.time = time, .count = (uint64_t)json_number(event, "count")};
	snprintf(h->event, sizeof(h->event), "%s", kind);
	snprintf(h->limit, sizeof(h->limit), "%s", limit);
	snprintf(h->detail, sizeof(h->detail), "%s", json_text(event, "detail"));
}

static void read_events(struct facts *f, int tenant)
{
	struct event_cursor begin = {0};
	struct err ignored = ERR_NONE; /* then nothing is known of them */
	int AUTO_CLOSE lock = tally_lock(tenant, &ignored);
	char *AUTO_FREE text = NULL, *save = NULL;

	if (lock < 0 || event_log_read(tenant, &begin, &text, &ignored) < 0 || !text)
		return;
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct json *event = json_parse(line);

		if (event && *json_text(event, "event"))
			take_event(f, event);
		json_release(event);
	}
}

static uint64_t total(const struct tally *t, enum counter counter)
{
	return t->known & UINT64_C(1) << counter ? t->total[counter] : COUNTER_UNKNOWN;
}

static uint64_t limit_of(uint64_t n)
{
	return n == COUNTER_UNLIMITED ? VALUE_MAX : n;
}

/* Where a login was refused for it: the key's counter is the module's. */
static void take_refusals(struct facts *f, const struct tally *t)
{
	static const struct {
		enum refusal refusal;
		enum field_id id;
	} keys[] = {{REFUSED_SUSPENDED, FIELD_suspended}, {REFUSED_SERVICES, FIELD_services},
		{REFUSED_LOGIN_RATE, FIELD_login_rate}, {REFUSED_MAX_SESSIONS, FIELD_max_sessions}};

	memcpy(f->refused, t->refused, sizeof(f->refused));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		f->use[keys[i].id].hits = t->refused[keys[i].refusal];
		f->use[keys[i].id].last = f->refused_last[keys[i].refusal];
	}
}

static void take_counters(struct facts *f, const struct collected *c)
{
	const struct tally *t = &c->tally;

	f->use[FIELD_memory_max].used = c->now.memory;
	f->use[FIELD_memory_max].limit = limit_of(c->now.memory_limit);
	f->use[FIELD_memory_max].hits = total(t, COUNTER_OOM_KILLS);
	f->use[FIELD_pids_max].used = c->now.pids;
	f->use[FIELD_pids_max].limit = limit_of(c->now.pids_limit);
	f->use[FIELD_pids_max].hits = total(t, COUNTER_PIDS_MAX);
	f->use[FIELD_cpu_max].hits = total(t, COUNTER_THROTTLED);
	f->use[FIELD_memory_high].hits = total(t, COUNTER_MEMORY_HIGH);
	f->throttled_usec = total(t, COUNTER_THROTTLED_USEC);
	f->memory_full = total(t, COUNTER_MEMORY_MAX);
	take_refusals(f, t);
}

static void read_counters(struct gathered *g, const struct cli *c)
{
	struct facts *f = &g->facts;
	const uint32_t uid = g->tenant.account.uid;
	struct err ignored = ERR_NONE;
	struct collector collector;
	struct collection all;
	const struct collected *mine;
	int AUTO_CLOSE tenant = -1;

	collector_open(&collector, c);
	collect_all(&collector, TELL_ALL, &all);
	mine = collection_find(&all, uid);
	tenant = collector.state < 0 || !mine ? -1 : state_tenant(collector.state, uid, &ignored);
	if (tenant >= 0) {
		read_events(f, tenant);
		take_counters(f, mine);
		f->calls_logged = collector.kmsg >= 0 && f->policy->seccomp_log &&
				  refused_calls_logged(tenant, true);
		if (f->calls_logged)
			f->use[FIELD_seccomp].hits = mine->tally.calls;
	}
	collection_free(&all);
	collector_close(&collector);
}

/* --- what is alive --------------------------------------------------------------------------------- */

static void read_room(struct gathered *g, const struct live_tenant *t, const struct live_sandbox *s)
{
	struct facts *f = &g->facts;
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE state = live_state(&ignored);
	int AUTO_CLOSE tenant = state < 0 ? -1 : state_tenant(state, t->uid, &ignored);

	f->alive = true;
	f->silent = s->silent;
	f->kept = s->status.kept;
	f->lingering = s->status.lingering;
	f->since = s->status.since;
	f->pid = s->silent ? 0 : s->pid;
	for (size_t i = 0; i < t->count; i++)
		f->sessions += t->sandboxes[i].status.sessions;
	f->use[FIELD_max_sessions].used = f->sessions;
	snprintf(f->use[FIELD_max_sessions].kernel, sizeof(f->use[0].kernel), "hostel-init has %u session%s",
		f->sessions, f->sessions == 1 ? "" : "s");
	if (tenant >= 0 && limits_remembered(tenant, s->number, &g->room, &ignored) > 0)
		f->room = &g->room;
}

static void read_services(struct facts *f, uint32_t uid)
{
	struct service_view views[SERVICES_KNOWN];
	const size_t n = services_known(uid, views);

	for (size_t i = 0; i < n; i++) {
		const enum service_phase p = views[i].is.phase;

		if (p == SERVICE_RUNNING || p == SERVICE_STARTING || p == SERVICE_NEVER)
			continue;
		f->down++;
		snprintf(f->down_name, sizeof(f->down_name), "%.32s", views[i].name);
	}
}

/* What the kernel counts in the cgroup in which all tenants of the owner have theirs. */
static void read_owner(struct facts *f)
{
	struct err ignored = ERR_NONE; /* then nothing is known */
	char base[CGROUP_BASE_SIZE];
	struct cgroup_counters n;
	struct cgroups found;
	size_t part;

	if (cgroup_find(&found, &ignored) < 0)
		return;
	cgroup_base_of(&found, f->policy, base);
	part = cgroup_owner_part(base);
	if (!part)
		return;
	part = strlen(base) - part;
	base[part] = '\0';
	cgroup_counters_read(&(struct leaf){&found, base, base + part + 1}, &n);
	f->owner_pids = n.n[COUNTER_PIDS_MAX];
	f->owner_throttled_usec = n.n[COUNTER_THROTTLED_USEC];
}

static void read_host_limits(struct gathered *g)
{
	struct host_limits h;

	host_limits_of(&h, &g->tenant.account);
	for (int n = 0; n < ULIMIT_COUNT; n++) {
		struct lower *l = &g->facts.lower[n];

		if (host_limits_lower(&h, g->facts.policy, n, &l->holds))
			snprintf(l->where, sizeof(l->where), "%s", h.where[n]);
	}
}

int gather(struct gathered *g, const struct cli *c, const char *name, const char *path)
{
	struct facts *f = &g->facts;
	int AUTO_CLOSE config = config_open(c);
	struct err e = ERR_NONE;
	struct live l;
	int status;

	*g = (struct gathered){.facts = {.throttled_usec = COUNTER_UNKNOWN, .memory_full = COUNTER_UNKNOWN,
		.home_used = COUNTER_UNKNOWN, .home_size = COUNTER_UNKNOWN, .owner_pids = COUNTER_UNKNOWN,
		.owner_throttled_usec = COUNTER_UNKNOWN}};
	for (size_t i = 0; i < FIELD_COUNT; i++)
		f->use[i] = (struct use){.used = COUNTER_UNKNOWN, .limit = COUNTER_UNKNOWN,
			.hits = COUNTER_UNKNOWN};
	status = config < 0 ? EXIT_POLICY : tenant_load(&g->tenant, name, config);
	if (status)
		return status;
	f->now = (uint64_t)time(NULL);
	f->name = g->tenant.account.name;
	f->home = g->tenant.account.home;
	f->policy = &g->tenant.policy;
	f->drained = drain_is_on(f->drain);
	f->use[FIELD_max_sessions].limit = f->policy->max_sessions;
	if (live_read(&l, name, &e) < 0) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	read_counters(g, c);
	read_owner(f);
	read_host_limits(g);
	read_services(f, g->tenant.account.uid);
	for (size_t i = 0; i < l.count; i++)
		if (l.tenants[i].uid == g->tenant.account.uid && live_current(&l.tenants[i])) {
			read_room(g, &l.tenants[i], live_current(&l.tenants[i]));
			gather_kernel(f, &l.tenants[i]);
		}
	gather_files(f, &g->tenant.account, path);
	live_free(&l);
	return 0;
}

void gather_free(struct gathered *g)
{
	tenant_free(&g->tenant);
	policy_free(&g->room);
}
