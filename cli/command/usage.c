/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel usage: what tenants used over a time.
 */
#include "cli/usage.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/history.h"
#include "cli/json.h"
#include "cli/output.h"
#include "command.h"

#define BAR 20 /* characters */
#define CELLS 16

enum by { BY_CPU, BY_MEMORY, BY_PIDS, BY_IO, BY_SWAP, BY_NET, BYS };

static const struct {
	const char *name;
	int gauge; /* -1: it has amounts */
	size_t amounts[2];
} kinds[BYS] = {
	[BY_CPU] = {"cpu", GAUGE_CPU, {0, 0}},
	[BY_MEMORY] = {"memory", GAUGE_MEMORY, {0, 0}},
	[BY_PIDS] = {"pids", GAUGE_PIDS, {0, 0}},
	[BY_IO] = {"io", -1, {COUNTER_IO_READ, COUNTER_IO_WRITTEN}},
	[BY_SWAP] = {"swap", GAUGE_SWAP, {0, 0}},
	[BY_NET] = {"net", -1, {AMOUNT_RECEIVED, AMOUNT_SENT}},
};

static enum by by_named(const char *name)
{
	int by = 0;

	while (by < BYS && strcmp(kinds[by].name, name))
		by++;
	return (enum by)by;
}

static bool is_known(uint64_t n)
{
	return n < COUNTER_UNLIMITED;
}

/* --- cells ------------------------------------------------------------------------------------ */

/* Texts of one row, with the memory that they need. */
struct row {
	const char *cells[CELLS];
	char texts[CELLS][24];
	size_t count;
};

static char *next(struct row *r)
{
	r->cells[r->count] = r->texts[r->count];
	return strcpy(r->texts[r->count++], "-");
}

static void put_gauge(struct row *r, enum gauge gauge, uint64_t n)
{
	char *cell = next(r);

	if (n == COUNTER_UNLIMITED)
		strcpy(cell, "max");
	else if (!is_known(n))
		return;
	else if (gauge == GAUGE_CPU)
		snprintf(cell, 24, "%" PRIu64 ".%u%%", n / 10, (unsigned)(n % 10));
	else if (gauge == GAUGE_MEMORY || gauge == GAUGE_SWAP)
		print_size(cell, 24, (int64_t)n);
	else
		snprintf(cell, 24, "%" PRIu64, n);
}

static void put_share(struct row *r, uint64_t share)
{
	char *cell = next(r);

	if (is_known(share))
		snprintf(cell, 24, "%" PRIu64 "%%", share / 10);
}

static void put_bytes(struct row *r, uint64_t n)
{
	char *cell = next(r);

	if (is_known(n))
		print_size(cell, 24, (int64_t)n);
}

static void put_bar(struct row *r, uint64_t share)
{
	char *cell = next(r);
	const size_t full = !is_known(share) ? 0 : share >= 1000 ? BAR : (size_t)(share * BAR + 999) / 1000;

	memset(cell, '.', BAR);
	memset(cell, '#', full);
	cell[BAR] = '\0';
}

/* --- one line each ---------------------------------------------------------------------------- */

static uint64_t amount(const struct slot *s, size_t i)
{
	return is_known(s->amount[i]) ? s->amount[i] : 0;
}

static uint64_t both_of(const struct slot *s, const size_t amounts[2])
{
	return amount(s, amounts[0]) + amount(s, amounts[1]);
}

/* What sorts: the mean of cpu, which adds up, the most of what is held, the sum of what flows. */
static uint64_t weight(const struct usage *u, enum by by)
{
	uint64_t n;

	if (kinds[by].gauge < 0)
		return both_of(&u->sum, kinds[by].amounts);
	n = by == BY_CPU ? amount(&u->sum, COUNTER_CPU_USEC) : u->sum.most[kinds[by].gauge];
	return is_known(n) ? n : 0;
}

static enum by sorted_by; /* qsort(3) has no context */

static int by_weight(const void *a, const void *b)
{
	const struct usage *one = a, *other = b;
	const uint64_t x = weight(one, sorted_by), y = weight(other, sorted_by);

	return x != y ? (x < y ? 1 : -1) : strcmp(one->tenant.name, other->tenant.name);
}

/* Of the limit that --by names, or of any. */
static bool is_above(const struct cli *c, const struct usage *u)
{
	const enum by by = c->by ? by_named(c->by) : BYS;

	for (int i = 0; i < BYS; i++) {
		const int gauge = kinds[i].gauge;

		if ((by == BYS || (int)by == i) && gauge >= 0 && is_known(u->sum.share[gauge]) &&
			u->sum.share[gauge] > c->above * 10)
			return true;
	}
	return false;
}

static void keep_above(const struct cli *c, struct usages *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++) {
		if (is_above(c, &all->v[i]))
			all->v[kept++] = all->v[i];
		else
			usage_free(&all->v[i]);
	}
	all->count = kept;
}

static void print_all(const struct usages *all)
{
	static const struct column columns[] = {{"TENANT", false}, {"CPU", true}, {"MOST", true},
		{"OF MAX", true}, {"MEMORY", true}, {"MOST", true}, {"OF MAX", true}, {"PIDS", true},
		{"MOST", true}, {"OF MAX", true}, {"SWAP", true}, {"READ", true}, {"WRITTEN", true},
		{"RECEIVED", true}, {"SENT", true}};
	struct table table = {.columns = columns, .column_count = sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < all->count; i++) {
		const struct usage *u = &all->v[i];
		static const enum gauge gauges[] = {GAUGE_CPU, GAUGE_MEMORY, GAUGE_PIDS};
		struct row r = {.cells = {u->tenant.name}, .count = 1};

		for (size_t k = 0; k < 3; k++) {
			put_gauge(&r, gauges[k], usage_mean(u, gauges[k]));
			put_gauge(&r, gauges[k], u->sum.most[gauges[k]]);
			put_share(&r, u->sum.share[gauges[k]]);
		}
		put_gauge(&r, GAUGE_SWAP, u->sum.most[GAUGE_SWAP]);
		put_bytes(&r, u->sum.amount[COUNTER_IO_READ]);
		put_bytes(&r, u->sum.amount[COUNTER_IO_WRITTEN]);
		put_bytes(&r, u->sum.amount[AMOUNT_RECEIVED]);
		put_bytes(&r, u->sum.amount[AMOUNT_SENT]);
		table_add(&table, r.cells);
	}
	table_print(&table);
	table_free(&table);
}

/* --- a line for each piece of the time -------------------------------------------------------- */

static void add_gauge_slot(struct table *t, const char *when, const struct slot *s, enum gauge gauge)
{
	struct row r = {.cells = {when}, .count = 1};
	const uint64_t share = s->share[gauge];

	put_gauge(&r, gauge, slot_mean(s, gauge));
	put_gauge(&r, gauge, s->most[gauge]);
	put_gauge(&r, gauge, s->limit[gauge]);
	put_share(&r, share);
	put_bar(&r, share);
	table_add(t, r.cells);
}

static void add_amount_slot(struct table *t, const char *when, const struct slot *s, const size_t amounts[2],
	uint64_t most)
{
	struct row r = {.cells = {when}, .count = 1};
	const uint64_t both = both_of(s, amounts);

	put_bytes(&r, s->amount[amounts[0]]);
	put_bytes(&r, s->amount[amounts[1]]);
	put_bar(&r, most ? (uint64_t)((double)both * 1000 / (double)most) : 0);
	table_add(t, r.cells);
}

static void print_slots(const struct usage *u, enum by by)
{
	static const struct column gauge[] = {{"FROM", false}, {"MEAN", true}, {"MOST", true}, {"MAX", true},
		{"OF MAX", true}, {"", false}};
	static const struct column io[] = {{"FROM", false}, {"READ", true}, {"WRITTEN", true}, {"", false}};
	static const struct column net[] = {{"FROM", false}, {"RECEIVED", true}, {"SENT", true}, {"", false}};
	const bool amounts = kinds[by].gauge < 0;
	struct table table = {.columns = !amounts ? gauge : by == BY_IO ? io : net,
		.column_count = amounts ? 4 : 6};
	uint64_t most = 0;

	for (size_t i = 0; amounts && i < u->count; i++) {
		const uint64_t both = both_of(&u->slots[i], kinds[by].amounts);

		most = both > most ? both : most;
	}
	for (size_t i = 0; i < u->count; i++) {
		char when[32];

		usage_time(when, sizeof(when), u->slots[i].start);
		if (amounts)
			add_amount_slot(&table, when, &u->slots[i], kinds[by].amounts, most);
		else
			add_gauge_slot(&table, when, &u->slots[i], (enum gauge)kinds[by].gauge);
	}
	table_print(&table);
	table_free(&table);
}

/* --- for machines ----------------------------------------------------------------------------- */

static void put_gauges(struct json *o, const struct slot *s, const struct usage *whole)
{
	for (size_t i = 0; i < GAUGES; i++) {
		struct json *g = json_make_object();

		usage_put(g, "mean", whole ? usage_mean(whole, (enum gauge)i) : slot_mean(s, (enum gauge)i));
		usage_put(g, "most", s->most[i]);
		usage_put(g, "max", s->limit[i]);
		usage_put(g, "most_permille", s->share[i]);
		json_put(o, gauge_name(i), g);
	}
}

static struct json *make_json(const struct usage *u, const struct period *p, bool slots)
{
	struct json *o = json_make_object(), *list;

	json_put_text(o, "tenant", u->tenant.name);
	json_put_number(o, "uid", u->tenant.uid);
	json_put_number(o, "from", (int64_t)(p->now - u->seconds));
	json_put_number(o, "to", (int64_t)p->now);
	json_put_number(o, "covered_msec", (int64_t)u->sum.covered);
	json_put_number(o, "slot_seconds", (int64_t)history_rings[p->ring].length);
	put_gauges(o, &u->sum, u);
	usage_put_amounts(o, &u->sum);
	if (!slots)
		return o;
	list = json_make_array();
	for (size_t i = 0; i < u->count; i++) {
		struct json *slot = json_make_object();

		json_put_number(slot, "start", (int64_t)u->slots[i].start);
		json_put_number(slot, "covered_msec", (int64_t)u->slots[i].covered);
		put_gauges(slot, &u->slots[i], NULL);
		usage_put_amounts(slot, &u->slots[i]);
		json_add(list, slot);
	}
	json_put(o, "slots", list);
	return o;
}

static void print_json(const struct usages *all, const struct period *p, bool slots)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < all->count; i++)
		json_add(list, make_json(&all->v[i], p, slots));
	json_finish(list);
}

static void print_csv_line(const struct usage *u, const struct slot *s, uint64_t start, bool whole)
{
	printf("%s,%" PRIu32 ",%" PRIu64 ",%" PRIu64, u->tenant.name, u->tenant.uid, start, s->covered);
	for (size_t i = 0; i < GAUGES; i++) {
		usage_csv(whole ? usage_mean(u, (enum gauge)i) : slot_mean(s, (enum gauge)i));
		usage_csv(s->most[i]);
		usage_csv(s->limit[i]);
	}
	for (size_t i = 0; i < AMOUNTS; i++)
		usage_csv(s->amount[i]);
	putchar('\n');
}

static void print_csv(const struct usages *all, const struct period *p, bool slots)
{
	printf("tenant,uid,start,covered_msec");
	for (size_t i = 0; i < GAUGES; i++)
		printf(",%s_mean,%s_most,%s_max", gauge_name(i), gauge_name(i), gauge_name(i));
	for (size_t i = 0; i < AMOUNTS; i++)
		printf(",%s", amount_name(i));
	putchar('\n');
	for (size_t i = 0; i < all->count; i++) {
		const struct usage *u = &all->v[i];

		if (!slots)
			print_csv_line(u, &u->sum, p->now - u->seconds, true);
		for (size_t k = 0; slots && k < u->count; k++)
			print_csv_line(u, &u->slots[k], u->slots[k].start, false);
	}
}

static void print_text(const struct usages *all, enum by by, const char *slots)
{
	if (!all->count && slots)
		say("nothing is known of %s in this time", slots);
	else if (!all->count)
		say("nobody");
	else if (!slots)
		print_all(all);
	for (size_t i = 0; slots && i < all->count; i++)
		print_slots(&all->v[i], by);
}

int cmd_usage(const struct cli *c, int count, char **operands)
{
	const char *name = count ? operands[0] : NULL;
	const enum by by = c->by ? by_named(c->by) : BY_CPU;
	struct usages all;
	struct period p;
	int status = period_of(c, "usage", &p);

	if (status)
		return status;
	if (by == BYS) {
		say("usage: --by %s: one of cpu, memory, pids, io, swap, net", c->by);
		return EXIT_USAGE;
	}
	history_come_by(c, true);
	status = usages_read(name, &p, &all);
	if (!status && name && !all.count && !all.damaged)
		status = tenant_expect(c, name);
	if (!status && c->above_given)
		keep_above(c, &all);
	sorted_by = by;
	if (!status && all.count)
		qsort(all.v, all.count, sizeof(*all.v), by_weight);
	if (!status && c->json)
		print_json(&all, &p, name);
	else if (!status && c->csv)
		print_csv(&all, &p, name);
	else if (!status)
		print_text(&all, by, name);
	if (!status && all.damaged)
		status = EXIT_PARTLY;
	usages_free(&all);
	return status;
}
