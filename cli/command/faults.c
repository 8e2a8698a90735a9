/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel faults: who ran into which limit, and how often.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/history.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/usage.h"
#include "command.h"

/* A column each. */
static const struct fault {
	const char *title, *by;
	size_t amount;
	bool time; /* microseconds */
} faults[] = {
	{"KILLED", "memory", COUNTER_OOM_KILLS, false},
	{"MEMORY.MAX", "memory", COUNTER_MEMORY_MAX, false},
	{"MEMORY.HIGH", "memory", COUNTER_MEMORY_HIGH, false},
	{"PIDS.MAX", "pids", COUNTER_PIDS_MAX, false},
	{"CPU.MAX", "cpu", COUNTER_THROTTLED, false},
	{"HELD BACK", "cpu", COUNTER_THROTTLED_USEC, true},
	{"REFUSED", "logins", AMOUNT_REFUSED, false},
};

#define FAULTS (sizeof(faults) / sizeof(faults[0]))
#define CELLS (FAULTS + 3)

static bool is_of(const struct cli *c, const struct fault *f)
{
	return !c->by || !strcmp(c->by, f->by);
}

static uint64_t number(const struct slot *s, const struct fault *f)
{
	const uint64_t n = s->amount[f->amount];

	return n < COUNTER_UNLIMITED ? n : 0;
}

/* Of those that were asked for; memory.max alone is mostly caches that were dropped. */
static bool has_fault(const struct cli *c, const struct slot *s)
{
	if (!c->by)
		return slot_hit(s);
	for (size_t i = 0; i < FAULTS; i++)
		if (is_of(c, &faults[i]) && number(s, &faults[i]))
			return true;
	return false;
}

struct row {
	char texts[CELLS][32];
	const char *cells[CELLS];
};

static void put_numbers(struct row *r, size_t at, const struct slot *s)
{
	for (size_t i = 0; i < FAULTS; i++) {
		const uint64_t n = s->amount[faults[i].amount];
		char *text = r->texts[at + i];

		if (n >= COUNTER_UNLIMITED)
			strcpy(text, "-");
		else if (faults[i].time)
			snprintf(text, sizeof(r->texts[0]), "%" PRIu64 ".%us", n / 1000000,
				(unsigned)(n / 100000 % 10));
		else
			snprintf(text, sizeof(r->texts[0]), "%" PRIu64, n);
		r->cells[at + i] = text;
	}
}

/* --- one line each ---------------------------------------------------------------------------- */

/* When in the last piece it was nobody has written down. */
static void print_all(const struct usages *all, uint64_t length, uint64_t now)
{
	static const struct column columns[CELLS] = {{"TENANT", false}, {"KILLED", true},
		{"MEMORY.MAX", true}, {"MEMORY.HIGH", true}, {"PIDS.MAX", true}, {"CPU.MAX", true},
		{"HELD BACK", true},
		{"REFUSED", true}, {"TIMES", true}, {"LAST", false}};
	struct table table = {.columns = columns, .column_count = CELLS};

	for (size_t i = 0; i < all->count; i++) {
		const struct usage *u = &all->v[i];
		struct row r = {.cells = {u->tenant.name}};
		uint64_t end;

		put_numbers(&r, 1, &u->sum);
		snprintf(r.texts[FAULTS + 1], sizeof(r.texts[0]), "%zu", u->hits);
		end = u->last_hit + length;
		usage_piece(r.texts[FAULTS + 2], sizeof(r.texts[0]), u->last_hit, end < now ? end : now);
		r.cells[FAULTS + 1] = r.texts[FAULTS + 1];
		r.cells[FAULTS + 2] = u->hits ? r.texts[FAULTS + 2] : "-";
		table_add(&table, r.cells);
	}
	table_print(&table);
	table_free(&table);
}

/* --- a line for each piece of the time -------------------------------------------------------- */

/* "13 processes: python3 (pid 17, 12M, 0.3 s), ..."; the names are the tenant's. */
static void print_ran(FILE *f, const struct witness *w)
{
	const time_t then = (time_t)(w->time / 1000);
	char when[16] = "-";
	struct tm t;

	if (localtime_r(&then, &t))
		strftime(when, sizeof(when), "%H:%M:%S", &t);
	fprintf(f, "  %s at %s, %" PRIu32 " processes:\n", when, witness_limit_name(w->limit), w->processes);
	for (uint32_t i = 0; i < w->count; i++) {
		char name[WITNESS_NAME], size[16];

		snprintf(name, sizeof(name), "%s", w->v[i].name);
		make_printable(name);
		print_size(size, sizeof(size), (int64_t)w->v[i].memory);
		fprintf(f, "    %-15s pid %-7" PRIu32 " %6s %6" PRIu64 ".%02us\n", name, w->v[i].pid, size,
			w->v[i].cpu_usec / 1000000, (unsigned)(w->v[i].cpu_usec / 10000 % 100));
	}
}

static bool is_within(const struct cli *c, const struct ran *r, uint64_t from, uint64_t to)
{
	const char *by = r->is.limit == WITNESS_OF_MEMORY ? "memory" : "pids";

	return r->is.time / 1000 >= from && r->is.time / 1000 < to && (!c->by || !strcmp(c->by, by));
}

/* malloc'ed lines, or NULL. */
static char *ran_of(const struct cli *c, const struct usage *u, uint64_t from, uint64_t to)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		out_of_memory();
	for (size_t i = 0; i < u->ran_count; i++)
		if (is_within(c, &u->ran[i], from, to))
			print_ran(f, &u->ran[i].is);
	if (fclose(f))
		out_of_memory();
	if (size)
		return text;
	free(text);
	return NULL;
}

static void print_slots(const struct cli *c, const struct usage *u, uint64_t length)
{
	static const struct column columns[CELLS - 2] = {{"FROM", false}, {"KILLED", true},
		{"MEMORY.MAX", true}, {"MEMORY.HIGH", true}, {"PIDS.MAX", true}, {"CPU.MAX", true},
		{"HELD BACK", true},
		{"REFUSED", true}};
	struct table table = {.columns = columns, .column_count = CELLS - 2};

	for (size_t i = 0; i < u->count; i++) {
		const uint64_t start = u->slots[i].start;
		char *ran;
		struct row r;

		if (!has_fault(c, &u->slots[i]))
			continue;
		usage_time(r.texts[0], sizeof(r.texts[0]), u->slots[i].start);
		r.cells[0] = r.texts[0];
		put_numbers(&r, 1, &u->slots[i]);
		table_add(&table, r.cells);
		ran = ran_of(c, u, start, start + length);
		if (ran)
			table_add_below(&table, ran);
	}
	table_print(&table);
	table_free(&table);
}

/* --- for machines ----------------------------------------------------------------------------- */

static void put_faults(struct json *o, const struct slot *s)
{
	for (size_t i = 0; i < FAULTS; i++)
		usage_put(o, amount_name(faults[i].amount), s->amount[faults[i].amount]);
}

static struct json *ran_json(const struct witness *w)
{
	struct json *o = json_make_object(), *list = json_make_array();

	json_put_number(o, "time", (int64_t)(w->time / 1000));
	json_put_text(o, "limit", witness_limit_name(w->limit));
	json_put_number(o, "processes", w->processes);
	for (uint32_t i = 0; i < w->count; i++) {
		struct json *p = json_make_object();

		json_put_text(p, "command", w->v[i].name);
		json_put_number(p, "pid", w->v[i].pid);
		json_put_number(p, "memory", (int64_t)w->v[i].memory);
		json_put_number(p, "cpu_usec", (int64_t)w->v[i].cpu_usec);
		json_add(list, p);
	}
	json_put(o, "largest", list);
	return o;
}

static struct json *slots_json(const struct cli *c, const struct usage *u)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < u->count; i++) {
		struct json *piece;

		if (!has_fault(c, &u->slots[i]))
			continue;
		piece = json_make_object();
		json_put_number(piece, "start", (int64_t)u->slots[i].start);
		put_faults(piece, &u->slots[i]);
		json_add(list, piece);
	}
	return list;
}

static void print_json(const struct cli *c, const struct usages *all, const struct period *p, bool slots)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < all->count; i++) {
		const struct usage *u = &all->v[i];
		struct json *o = json_make_object(), *ran;

		json_put_text(o, "tenant", u->tenant.name);
		json_put_number(o, "uid", u->tenant.uid);
		json_put_number(o, "from", (int64_t)(p->now - u->seconds));
		json_put_number(o, "to", (int64_t)p->now);
		json_put_number(o, "slot_seconds", (int64_t)history_rings[p->ring].length);
		json_put_number(o, "times", (int64_t)u->hits);
		if (u->hits)
			json_put_number(o, "last", (int64_t)u->last_hit);
		else
			json_put_null(o, "last");
		put_faults(o, &u->sum);
		json_add(list, o);
		if (!slots)
			continue;
		json_put(o, "slots", slots_json(c, u));
		ran = json_make_array();
		for (size_t k = 0; k < u->ran_count; k++)
			if (is_within(c, &u->ran[k], 0, UINT64_MAX))
				json_add(ran, ran_json(&u->ran[k].is));
		json_put(o, "ran", ran);
	}
	json_finish(list);
}

static void print_csv_line(const struct usage *u, uint64_t start, const struct slot *s)
{
	printf("%s,%" PRIu32 ",%" PRIu64, u->tenant.name, u->tenant.uid, start);
	for (size_t i = 0; i < FAULTS; i++)
		usage_csv(s->amount[faults[i].amount]);
	putchar('\n');
}

static void print_csv(const struct cli *c, const struct usages *all, const struct period *p, bool slots)
{
	printf("tenant,uid,start");
	for (size_t i = 0; i < FAULTS; i++)
		printf(",%s", amount_name(faults[i].amount));
	putchar('\n');
	for (size_t i = 0; i < all->count; i++) {
		const struct usage *u = &all->v[i];

		if (!slots)
			print_csv_line(u, p->now - u->seconds, &u->sum);
		for (size_t k = 0; slots && k < u->count; k++)
			if (has_fault(c, &u->slots[k]))
				print_csv_line(u, u->slots[k].start, &u->slots[k]);
	}
}

static void print_text(const struct cli *c, const struct usages *all, const struct period *p,
	const char *slots)
{
	const uint64_t length = history_rings[p->ring].length;

	if (!all->count && slots)
		say("%s ran into no limit in this time", slots);
	else if (!all->count)
		say("nobody ran into a limit");
	else if (!slots)
		print_all(all, length, p->now);
	for (size_t i = 0; slots && i < all->count; i++)
		print_slots(c, &all->v[i], length);
}

/* --- who, and in which order ------------------------------------------------------------------ */

/* How often and when last, of what was asked for. */
static void count_faults(const struct cli *c, struct usage *u)
{
	u->hits = 0;
	for (size_t i = 0; i < u->count; i++)
		if (has_fault(c, &u->slots[i])) {
			u->hits++;
			u->last_hit = u->slots[i].start;
		}
}

static void keep_faulty(const struct cli *c, struct usages *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++) {
		count_faults(c, &all->v[i]);
		if (all->v[i].hits)
			all->v[kept++] = all->v[i];
		else
			usage_free(&all->v[i]);
	}
	all->count = kept;
}

static int by_hits(const void *a, const void *b)
{
	const struct usage *one = a, *other = b;

	if (one->hits != other->hits)
		return one->hits < other->hits ? 1 : -1;
	return strcmp(one->tenant.name, other->tenant.name);
}

static bool is_by(const char *name)
{
	for (size_t i = 0; i < FAULTS; i++)
		if (!strcmp(faults[i].by, name))
			return true;
	return false;
}

int cmd_faults(const struct cli *c, int count, char **operands)
{
	const char *name = count ? operands[0] : NULL;
	struct usages all;
	struct period p;
	int status = period_of(c, "faults", &p);

	if (status)
		return status;
	if (c->by && !is_by(c->by)) {
		say("faults: --by %s: one of cpu, memory, pids, logins", c->by);
		return EXIT_USAGE;
	}
	history_come_by(c, true);
	status = usages_read(name, &p, &all);
	if (!status && name && !all.count && !all.damaged)
		status = tenant_expect(c, name);
	if (!status)
		keep_faulty(c, &all);
	if (!status && all.count)
		qsort(all.v, all.count, sizeof(*all.v), by_hits);
	if (!status && c->json)
		print_json(c, &all, &p, name);
	else if (!status && c->csv)
		print_csv(c, &all, &p, name);
	else if (!status)
		print_text(c, &all, &p, name);
	if (!status && all.damaged)
		status = EXIT_PARTLY;
	usages_free(&all);
	return status;
}
