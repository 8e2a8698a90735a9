/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a tenant in a screenful: alive or not, what is near its limit, what happened last.
 */
#include "report_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/output.h"
#include "policy/print.h"
#include "report.h"
#include "value.h"

#define SHOWN_MAX 10

/* The nearest to its limit first; then what was run into. */
static int nearness(const struct use *u)
{
	const int percent = facts_percent(u);

	return percent >= 0 ? percent : u->hits < COUNTER_UNLIMITED && u->hits ? 0 : -1;
}

static size_t order(const struct facts *f, enum field_id ids[FIELD_COUNT])
{
	size_t count = 0;

	for (unsigned n = 0; n < FIELD_COUNT; n++) {
		const int mine = nearness(&f->use[n]);
		size_t at = count;

		if (mine < 0)
			continue;
		while (at && nearness(&f->use[ids[at - 1]]) < mine)
			at--;
		memmove(&ids[at + 1], &ids[at], (count - at) * sizeof(*ids));
		ids[at] = (enum field_id)n;
		count++;
	}
	return count;
}

static void print_alive(const struct facts *f)
{
	char since[32];

	printf("%s%s%s, %s%s: ", paint(PAINT_BOLD), f->name, paint(PAINT_PLAIN),
		*f->policy->plan ? "plan " : "no plan", f->policy->plan);
	print_time(since, sizeof(since), f->since);
	if (!f->alive)
		printf("no sandbox\n");
	else if (f->silent)
		printf("the sandbox does not answer\n");
	else
		printf("%u session%s, in a sandbox of %s, hostel-init is process %d%s\n", f->sessions,
			f->sessions == 1 ? "" : "s", since, (int)f->pid,
			f->kept ? "; kept without a process" : f->lingering ? "; lingering" : "");
}

static void print_refused(const struct facts *f)
{
	char *AUTO_FREE reason = make_printable(value_of(f->policy, FIELD_suspended_reason));
	char *AUTO_FREE until = value_of(f->policy, FIELD_suspended_until);
	char origin[128];

	report_origin(&f->policy->origin[FIELD_suspended], origin, sizeof(origin));
	if (f->policy->suspended)
		printf("%ssuspended%s until %s%s%s  (%s): hostel tenant resume %s\n", paint(PAINT_RED),
			paint(PAINT_PLAIN), until, *reason ? ": " : "", reason, origin, f->name);
	if (f->drained)
		printf("%smaintenance%s: nobody comes in: hostel drain --off\n", paint(PAINT_RED),
			paint(PAINT_PLAIN));
	if (f->down)
		printf("service %s does not run: hostel service list %s\n", f->down_name, f->name);
}

static void print_limits(const struct facts *f)
{
	static const struct column columns[] = {{"KEY", false}, {"NOW", true}, {"LIMIT", true}, {"", true},
		{"HIT", false}, {"FROM", false}};
	struct table t = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL};
	enum field_id ids[FIELD_COUNT];
	const size_t count = order(f, ids);

	for (size_t i = 0; i < count && i < SHOWN_MAX; i++) {
		const struct use *u = &f->use[ids[i]];
		char used[VALUE_TEXT_SIZE] = "-", limit[VALUE_TEXT_SIZE] = "-", percent[16] = "", hits[96],
		     from[128];

		if (u->used < COUNTER_UNLIMITED)
			value_show(used, ids[i], u->used);
		if (u->limit != COUNTER_UNKNOWN || u->used < COUNTER_UNLIMITED)
			value_show(limit, ids[i], u->limit);
		if (facts_percent(u) >= 0)
			snprintf(percent, sizeof(percent), "%d%%", facts_percent(u));
		report_hits(u, hits, sizeof(hits));
		report_origin(&f->policy->origin[ids[i]], from, sizeof(from));
		table_add(&t,
			(const char *const[]){policy_field(ids[i])->key, used, limit, percent, hits, from});
	}
	if (count) {
		printf("\n");
		table_print(&t);
	}
	table_free(&t);
}

static void print_events(const struct facts *f)
{
	static const struct column columns[] = {{"LATELY", false}, {"EVENT", false}, {"COUNT", true},
		{"LIMIT", false}, {"DETAIL", false}};
	struct table t = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL};

	for (size_t i = 0; i < f->event_count; i++) {
		const struct happened *h = &f->events[i];
		char when[32], count[24], detail[100];

		print_time(when, sizeof(when), h->time);
		snprintf(count, sizeof(count), "%llu", (unsigned long long)h->count);
		snprintf(detail, sizeof(detail), "%s", h->detail);
		table_add(&t, (const char *const[]){when, h->event, count, h->limit, make_printable(detail)});
	}
	if (f->event_count) {
		printf("\n");
		table_print(&t);
	} else {
		printf("\nNothing was run into since the host came up.\n");
	}
	table_free(&t);
}

void report_state(const struct facts *f)
{
	print_alive(f);
	print_refused(f);
	print_limits(f);
	print_events(f);
	printf("\nMore: hostel explain %s KEY, hostel explain %s \"what the tenant saw\", hostel show %s\n",
		f->name, f->name, f->name);
}

static struct json *event_json(const struct happened *h)
{
	struct json *o = json_make_object();

	report_number(o, "time", h->time);
	json_put_text(o, "event", h->event);
	report_number(o, "count", h->count);
	json_put_text(o, "limit", h->limit);
	json_put_text(o, "detail", h->detail);
	return o;
}

void report_state_json(const struct facts *f)
{
	struct json *o = json_make_object(), *limits = json_make_array(), *events = json_make_array();
	enum field_id ids[FIELD_COUNT];
	const size_t count = order(f, ids);

	json_put_text(o, "tenant", f->name);
	json_put_text(o, "plan", f->policy->plan);
	json_put_bool(o, "alive", f->alive);
	json_put_bool(o, "silent", f->silent);
	report_number(o, "sessions", f->sessions);
	report_number(o, "since", f->alive ? f->since : VALUE_MAX);
	report_number(o, "pid", f->pid ? (uint64_t)f->pid : VALUE_MAX);
	json_put_bool(o, "suspended", f->policy->suspended != 0);
	json_put_text(o, "suspended_reason", f->policy->suspended_reason);
	json_put_bool(o, "maintenance", f->drained);
	for (size_t i = 0; i < count; i++) {
		struct json *limit = json_make_object();

		report_key_json(limit, f, ids[i]);
		json_add(limits, limit);
	}
	json_put(o, "limits", limits);
	for (size_t i = 0; i < f->event_count; i++)
		json_add(events, event_json(&f->events[i]));
	json_put(o, "events", events);
	json_finish(o);
}
