/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel ps: a row per living sandbox.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fd.h"
#include "cgroup/find.h"
#include "cgroup/make.h"
#include "cgroup/owner.h"
#include "cli/collect.h"
#include "cli/config.h"
#include "cli/history.h"
#include "cli/json.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/processes.h"
#include "cli/service/settle.h"
#include "cli/traffic.h"
#include "command.h"
#include "host/drain.h"
#include "host/record.h"

static const struct column columns[] = {
	{"TENANT", false}, {"PLAN", false}, {"PID", true}, {"SESSIONS", true}, {"PROCESSES", true},
	{"MEMORY", true}, {"SINCE", true}, {"UID", true}, {"KEEPER", true}, {"OOM", true},
	{"PIDS.MAX", true}, {"THROTTLED", true}, {"REFUSED", true}, {"OWNER", false}, {"SERVICES", false},
	{"NOTE", false},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

struct usage {
	int64_t memory, limit, pids; /* -1: unknown */
};

struct view {
	const struct cli *cli;
	struct collector collector;
	struct collection counters;
	struct processes processes;
};

static struct usage read_usage(const struct view *v, const struct live_tenant *t)
{
	const struct cgroup_mount *m = &v->collector.cgroups.mounts[CGROUP_MEMORY];
	const char *base = t->recorded ? t->record.cgroup : v->collector.base;
	struct usage u = {-1, -1, -1};
	char path[700], text[64], *end;

	if (!base)
		return u;
	cgroup_usage(&v->collector.cgroups, base, t->name, &u.memory, &u.pids);
	snprintf(path, sizeof(path), "%s/%s/%s/%s", m->path, base, t->name,
		m->v2 ? "memory.max" : "memory.limit_in_bytes");
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) > 0) {
		u.limit = strtoll(text, &end, 10);
		if (end == text)
			u.limit = INT64_MAX; /* "max" */
	}
	return u;
}

/* "kept until 15:04", or with the day. */
static const char *note_kept(const struct live_sandbox *s, char text[48])
{
	char when[32];

	if (!s->status.until)
		return "kept";
	print_time(when, sizeof(when), s->status.until);
	snprintf(text, 48, "kept until %s", when);
	return text;
}

static const char *note(const struct live_sandbox *s, char text[48])
{
	if (s->ended)
		return "ended: login programs are left on its porch";
	if (s->silent)
		return "does not answer";
	if (!s->recorded)
		return s->status.kept ? "old: replaced, and kept" : "old: replaced, but sessions are open";
	if (s->status.kept)
		return note_kept(s, text);
	return s->status.lingering ? "lingers" : "";
}

/* Processes of this sandbox, and the login programs that stand on the porch of the current one. */
static bool belongs(const struct view *v, const struct process *p, const struct live_tenant *t,
	const struct live_sandbox *s)
{
	if (p->uid != t->uid)
		return false;
	if (!p->inside)
		return s->recorded ? p->mount == t->record.porch : p->mount != t->record.porch;
	for (size_t i = 0; i < v->processes.count; i++)
		if (v->processes.v[i].pid == s->pid)
			return v->processes.v[i].room == p->room;
	return false;
}

static char *list_processes(const struct view *v, const struct live_tenant *t,
	const struct live_sandbox *s)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		out_of_memory();
	fprintf(f, "%s  %8s  %6s  %s%s\n", paint(PAINT_DIM), "PID", "INSIDE", "COMMAND",
		paint(PAINT_PLAIN));
	for (size_t i = 0; i < v->processes.count; i++) {
		const struct process *p = &v->processes.v[i];
		char inside[16];

		if (!belongs(v, p, t, s))
			continue;
		snprintf(inside, sizeof(inside), "%d", (int)p->inside);
		fprintf(f, "  %8d  %6s  %s\n", (int)p->pid, p->inside ? inside : "porch",
			p->command);
	}
	if (fclose(f))
		out_of_memory();
	return text;
}

struct counts {
	char oom[24], pids[24], throttled[32], refused[24];
};

/* What did not happen stays empty: a column that is empty in every row is left out. */
static void print_counts(struct counts *t, const struct collected *c)
{
	const uint64_t *total = c ? c->tally.total : NULL;
	uint64_t refused = 0;

	*t = (struct counts){0};
	if (!c)
		return;
	for (size_t i = 0; i < REFUSALS; i++)
		refused += c->tally.refused[i];
	if (total[COUNTER_OOM_KILLS])
		snprintf(t->oom, sizeof(t->oom), "%llu", (unsigned long long)total[COUNTER_OOM_KILLS]);
	if (total[COUNTER_PIDS_MAX])
		snprintf(t->pids, sizeof(t->pids), "%llu", (unsigned long long)total[COUNTER_PIDS_MAX]);
	if (total[COUNTER_THROTTLED_USEC] >= 100000)
		snprintf(t->throttled, sizeof(t->throttled), "%.1fs",
			(double)total[COUNTER_THROTTLED_USEC] / 1e6);
	if (refused)
		snprintf(t->refused, sizeof(t->refused), "%llu", (unsigned long long)refused);
}

/* "web, mail": those that run. */
static void name_services(uint32_t uid, char *text, size_t size)
{
	struct service_view views[SERVICES_KNOWN];
	const size_t n = services_known(uid, views);
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < n && used < size; i++)
		if (views[i].is.phase == SERVICE_RUNNING)
			used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
				views[i].name);
}

static void add_row(struct table *table, const struct view *v, const struct live_tenant *t,
	const struct live_sandbox *s)
{
	struct usage u = read_usage(v, t);
	char pid[16] = "-", sessions[16] = "-", pids[24] = "-", used[32], limit[32];
	char owner[CGROUP_OWNER_SIZE], kept[48], memory[80] = "-", since[32] = "-", uid[16], keeper[16] = "-";
	char services[80];
	struct counts n;
	const char *const cells[COLUMNS] = {t->name, t->recorded && *t->record.plan
		? t->record.plan : "-", pid, sessions, pids, memory, since, uid, keeper, n.oom, n.pids,
		n.throttled, n.refused, owner, services, note(s, kept)};

	name_services(t->uid, services, sizeof(services));
	cgroup_owner_name(t->recorded ? t->record.cgroup : "", owner);
	if (!s->silent) {
		snprintf(pid, sizeof(pid), "%d", (int)s->pid);
		snprintf(sessions, sizeof(sessions), "%u", s->status.sessions);
		print_time(since, sizeof(since), s->status.since);
	}
	if (u.pids >= 0)
		snprintf(pids, sizeof(pids), "%lld", (long long)u.pids);
	print_size(used, sizeof(used), u.memory);
	print_size(limit, sizeof(limit), u.limit);
	if (u.memory >= 0)
		snprintf(memory, sizeof(memory), "%s/%s", used, limit);
	snprintf(uid, sizeof(uid), "%u", t->uid);
	if (t->recorded)
		snprintf(keeper, sizeof(keeper), "%u", t->record.keeper);
	print_counts(&n, collection_find(&v->counters, t->uid));
	table_add(table, cells);
	if (v->cli->processes)
		table_add_below(table, list_processes(v, t, s));
}

static void put_number(struct json *o, const char *key, int64_t n)
{
	if (n < 0)
		json_put_null(o, key);
	else
		json_put_number(o, key, n);
}

static struct json *processes_json(const struct view *v, const struct live_tenant *t,
	const struct live_sandbox *s)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < v->processes.count; i++) {
		const struct process *p = &v->processes.v[i];
		struct json *o;

		if (!belongs(v, p, t, s))
			continue;
		o = json_make_object();
		json_put_number(o, "pid", p->pid);
		put_number(o, "inside", p->inside ? p->inside : -1);
		json_put_text(o, "command", p->command);
		json_add(list, o);
	}
	return list;
}

static struct json *services_json(uint32_t uid)
{
	struct service_view views[SERVICES_KNOWN];
	struct json *list = json_make_array();
	const size_t n = services_known(uid, views);

	for (size_t i = 0; i < n; i++)
		if (views[i].is.phase == SERVICE_RUNNING)
			json_add_text(list, views[i].name);
	return list;
}

static void add_json(struct json *list, const struct view *v, const struct live_tenant *t,
	const struct live_sandbox *s)
{
	struct usage u = read_usage(v, t);
	struct json *o = json_make_object();
	const struct collected *counters = collection_find(&v->counters, t->uid);
	bool unlimited = u.limit >= INT64_C(1) << 62;
	char owner[CGROUP_OWNER_SIZE];

	cgroup_owner_name(t->recorded ? t->record.cgroup : "", owner);
	json_put_text(o, "tenant", t->name);
	json_put_text(o, "plan", t->recorded ? t->record.plan : "");
	json_put_text(o, "owner", owner);
	put_number(o, "pid", s->silent ? -1 : s->pid);
	put_number(o, "sessions", s->silent ? -1 : (int64_t)s->status.sessions);
	json_put(o, "services", services_json(t->uid));
	put_number(o, "pids", u.pids);
	put_number(o, "memory", u.memory);
	put_number(o, "memory_max", unlimited ? -1 : u.limit);
	put_number(o, "since", s->silent ? -1 : (int64_t)s->status.since);
	json_put_number(o, "uid", t->uid);
	put_number(o, "keeper", t->recorded ? (int64_t)t->record.keeper : -1);
	json_put_number(o, "number", s->number);
	json_put_bool(o, "old", !s->recorded);
	json_put_bool(o, "lingering", s->status.lingering);
	json_put_bool(o, "kept", s->status.kept);
	put_number(o, "until", s->status.until ? (int64_t)s->status.until : -1);
	json_put_bool(o, "answers", !s->silent);
	if (counters)
		collected_put(o, counters);
	if (v->cli->processes)
		json_put(o, "processes", processes_json(v, t, s));
	json_add(list, o);
}

/* Tenants whose recorded sandbox has ended: their porch may have been left behind. */
static bool any_without(const struct live *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->tenants[i].recorded && !live_current(&l->tenants[i]))
			return true;
	return false;
}

static bool left_behind(const struct view *v, const struct live_tenant *t)
{
	if (!t->recorded || live_current(t) || !record_of_this_boot(&t->record))
		return false;
	for (size_t i = 0; i < v->processes.count; i++) {
		const struct process *p = &v->processes.v[i];

		if (!p->inside && p->uid == t->uid && p->mount == t->record.porch)
			return true;
	}
	return false;
}

static int prepare(struct view *v, const struct live *l, struct err *e)
{
	int AUTO_CLOSE state = -1;

	if (!l->count)
		return 0;
	collector_open(&v->collector, v->cli);
	collect_all(&v->collector, TELL_ALL, &v->counters);
	if (!v->cli->processes && !any_without(l))
		return 0;
	state = live_state(e);
	if (state < 0 || processes_keepers(&v->processes, state, e) < 0)
		return -1;
	for (size_t i = 0; i < l->count; i++)
		if (l->tenants[i].recorded)
			processes_keeper(&v->processes, l->tenants[i].record.keeper,
				l->tenants[i].uid);
	if (processes_find(&v->processes, 0, e) < 0)
		return -1;
	if (v->cli->processes)
		processes_commands(&v->processes);
	return 0;
}

static size_t print_all(const struct view *v, const struct live *l)
{
	struct table table = {.columns = columns, .column_count = COLUMNS};
	struct json *list = v->cli->json ? json_make_array() : NULL;
	size_t count = 0;

	for (size_t i = 0; i < l->count; i++) {
		const struct live_tenant *t = &l->tenants[i];
		const struct live_sandbox gone = {.number = t->record.number, .recorded = true,
			.silent = true, .ended = true};
		size_t more = left_behind(v, t);

		for (size_t k = 0; k < t->count + more; k++, count++) {
			const struct live_sandbox *s = k < t->count ? &t->sandboxes[k] : &gone;

			if (list)
				add_json(list, v, t, s);
			else
				add_row(&table, v, t, s);
		}
	}
	if (list)
		json_finish(list);
	else if (count)
		table_print(&table);
	table_free(&table);
	return count;
}

/* What is alive is listed all the same; the collector has said it where it was needed. */
static int judge_configuration(const struct view *v, bool collected)
{
	char *AUTO_FREE base = collected ? NULL : config_cgroup(v->cli);

	return base || v->collector.base ? EXIT_FINE : EXIT_POLICY;
}

int cmd_ps(const struct cli *c, int count, char **operands)
{
	char message[DRAIN_MESSAGE_SIZE];
	const char *name = count ? operands[0] : NULL;
	struct view v = {.cli = c, .collector = {.state = -1, .kmsg = -1}};
	struct err e = ERR_NONE;
	struct live l;
	size_t shown = 0;
	int status = EXIT_FINE;

	history_come_by(c, false);
	if (live_read(&l, name, &e) < 0) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	if (c->owner)
		live_keep_owned(&l, c->owner);
	if (c->net) {
		shown = traffic_list(c, &l);
	} else if (prepare(&v, &l, &e) < 0) {
		say("%s", e.message);
		status = EXIT_SYSTEM;
	} else {
		shown = print_all(&v, &l);
	}
	if (!status && !shown && name) {
		status = tenant_expect(c, name);
		if (!status) {
			say("%s has no sandbox", name);
			status = EXIT_NOT_RUNNING;
		}
	} else if (!status && !shown && !c->json) {
		say("nobody has a sandbox");
	}
	if (!status)
		status = judge_configuration(&v, l.count && !c->net);
	if (!status && drain_is_on(message))
		say(DRAIN_REMINDER);
	processes_free(&v.processes);
	collection_free(&v.counters);
	collector_close(&v.collector);
	live_free(&l);
	return status;
}
