/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Periods of the history.
 */
#include "usage.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "json.h"
#include "output.h"
#include "since.h"
#include "talk/paths.h"

#define LOCK_SECONDS 5
#define PIECE_WITH_TIME 3600 /* seconds; of a longer one the day is said */
#define RATE_MILLISECONDS 1000 /* as of a look, slot.c */
#define HELD_BACK_LEAST 100000 /* microseconds: as for an event, tally.c */

int period_of(const struct cli *c, const char *name, struct period *p)
{
	*p = (struct period){.now = (uint64_t)time(NULL)};
	p->since = p->now - USAGE_SINCE;
	if (c->since && !since_parse(c->since, (time_t)p->now, &p->since)) {
		say("%s: --since %s: use " SINCE_FORMS, name, c->since);
		return EXIT_USAGE;
	}
	for (int i = RING_DAYS; i >= 0; i--) {
		const uint64_t reach = history_rings[i].length * history_rings[i].count;

		if (p->since + reach >= p->now || i == RING_DAYS)
			p->ring = (enum ring)i;
	}
	return EXIT_FINE;
}

static bool is_known(uint64_t n)
{
	return n < COUNTER_UNLIMITED;
}

static uint64_t divide(uint64_t a, uint64_t b)
{
	return is_known(a) && b ? (uint64_t)((double)a / (double)b + 0.5) : USAGE_UNKNOWN;
}

uint64_t slot_mean(const struct slot *s, enum gauge gauge)
{
	return gauge == GAUGE_CPU ? divide(s->amount[COUNTER_CPU_USEC], s->covered) : s->mean[gauge];
}

uint64_t usage_mean(const struct usage *u, enum gauge gauge)
{
	if (gauge == GAUGE_CPU)
		return divide(u->sum.amount[COUNTER_CPU_USEC], u->seconds * 1000);
	return is_known(u->sum.mean[gauge]) ? (uint64_t)((double)u->sum.mean[gauge] * (double)u->sum.covered /
		((double)u->seconds * 1000) + 0.5) : USAGE_UNKNOWN;
}

bool slot_hit(const struct slot *s)
{
	static const enum counter hits[] = {COUNTER_OOM_KILLS, COUNTER_PIDS_MAX};

	for (size_t i = 0; i < sizeof(hits) / sizeof(hits[0]); i++)
		if (is_known(s->amount[hits[i]]) && s->amount[hits[i]])
			return true;
	if (is_known(s->amount[COUNTER_THROTTLED_USEC]) &&
		s->amount[COUNTER_THROTTLED_USEC] >= HELD_BACK_LEAST)
		return true;
	return s->amount[AMOUNT_REFUSED] && is_known(s->amount[AMOUNT_REFUSED]);
}

static int by_start(const void *a, const void *b)
{
	const struct slot *one = a, *other = b;

	return one->start < other->start ? -1 : one->start > other->start;
}

static void sum_up(struct usage *u)
{
	for (size_t k = 0; k < u->count; k++) {
		const struct slot *s = &u->slots[k];

		slot_sum(&u->sum, s);
		if (slot_hit(s)) {
			u->hits++;
			u->last_hit = s->start;
		}
	}
}

/* A tenant who began in between is not measured by the time before that. */
static uint64_t seconds_of(const struct usage *u, const struct period *p)
{
	const uint64_t end = u->slots[0].start + history_rings[p->ring].length;
	const uint64_t covered = u->slots[0].covered / 1000;
	const uint64_t looked = (u->sum.covered + 999) / 1000; /* whole pieces, the first one, too */
	uint64_t begin = (end < p->now ? end : p->now) - covered;

	if (covered > p->now || begin < u->slots[0].start)
		begin = u->slots[0].start;
	if (begin < p->since)
		begin = p->since;
	if (p->now > begin && p->now - begin > looked)
		return p->now - begin;
	return looked ? looked : 1;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	if (!is_known(a) || !is_known(b))
		return is_known(a) ? a : b;
	return a > b ? a : b;
}

static void raise_most(struct slot *s, uint64_t mean)
{
	const uint64_t limit = s->limit[GAUGE_CPU];

	s->most[GAUGE_CPU] = larger(s->most[GAUGE_CPU], mean);
	if (is_known(mean) && is_known(limit) && limit)
		s->share[GAUGE_CPU] = larger(s->share[GAUGE_CPU], mean * 1000 / limit);
}

/*
 * A look that comes less than a second after the one before has no rate, and what was used is in the mean all
 * the same: the most is the mean at least. A rate of so little time is not the most of all of it.
 */
static void raise_all(struct usage *u)
{
	for (size_t i = 0; i < u->count; i++) {
		const uint64_t mean = slot_mean(&u->slots[i], GAUGE_CPU);

		raise_most(&u->slots[i], mean);
		if (u->slots[i].covered >= RATE_MILLISECONDS)
			raise_most(&u->sum, mean);
	}
	raise_most(&u->sum, usage_mean(u, GAUGE_CPU));
}

static void read_ran(int dir, struct usage *u, const struct period *p)
{
	size_t count;

	u->ran = calloc(RAN_RECORDS, sizeof(*u->ran));
	if (!u->ran)
		out_of_memory();
	count = witness_read(dir, u->tenant.name, u->tenant.uid, u->ran);
	for (size_t i = 0; i < count; i++)
		if (u->ran[i].is.time / 1000 >= p->since)
			u->ran[u->ran_count++] = u->ran[i];
}

int usage_read(int dir, const struct history_tenant *t, const struct period *p, struct usage *u)
{
	const struct ring_shape *ring = &history_rings[p->ring];
	struct err e = ERR_NONE;

	*u = (struct usage){.tenant = *t};
	if (history_read(dir, t->name, t->uid, &u->history, &e) < 0) {
		say("%s%s", e.message, e.code == EINVAL ? ": hostel sample begins anew beside it" : "");
		return -1;
	}
	u->slots = u->history.slots[p->ring];
	/* Those of the period to the front; a slot of a time to come is of a clock that was wrong. */
	for (size_t i = 0; i < ring->count; i++)
		if (u->slots[i].start && u->slots[i].start + ring->length > p->since &&
			u->slots[i].start <= p->now)
			u->slots[u->count++] = u->slots[i];
	if (!u->count) {
		usage_free(u);
		return 0;
	}
	qsort(u->slots, u->count, sizeof(*u->slots), by_start);
	sum_up(u);
	u->seconds = seconds_of(u, p);
	raise_all(u);
	read_ran(dir, u, p);
	return 1;
}

void usage_free(struct usage *u)
{
	history_free(&u->history);
	free(u->ran);
	*u = (struct usage){0};
}

/* The directory is not made for who only reads. -1: there is none. */
static int open_read(struct err *e)
{
	const int dir = open(HOSTEL_HISTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return dir < 0 ? err_set(e, errno, HOSTEL_HISTORY) : dir;
}

int usages_read(const char *name, const struct period *p, struct usages *all)
{
	struct history_tenant *AUTO_FREE tenants = NULL;
	struct err e = ERR_NONE;
	int AUTO_CLOSE dir = open_read(&e);
	int AUTO_CLOSE lock = dir < 0 ? -1 : history_lock(dir, false, LOCK_SECONDS, &e);
	int count = lock < 0 ? -1 : history_tenants(dir, name, &tenants, &e);

	*all = (struct usages){0};
	if (count < 0 && e.code != ENOENT) {
		say("%s", e.message);
		return e.code == ETIMEDOUT ? EXIT_BUSY : EXIT_SYSTEM;
	}
	all->v = calloc(count > 0 ? (size_t)count : 1, sizeof(*all->v));
	if (!all->v)
		out_of_memory();
	for (int i = 0; i < count; i++) {
		const int found = usage_read(dir, &tenants[i], p, &all->v[all->count]);

		all->count += found > 0;
		all->damaged += found < 0;
	}
	return EXIT_FINE;
}

void usages_free(struct usages *all)
{
	for (size_t i = 0; i < all->count; i++)
		usage_free(&all->v[i]);
	free(all->v);
	*all = (struct usages){0};
}

void usage_put(struct json *object, const char *key, uint64_t n)
{
	if (is_known(n))
		json_put_number(object, key, (int64_t)n);
	else
		json_put_null(object, key);
}

void usage_put_amounts(struct json *object, const struct slot *s)
{
	struct json *amounts = json_make_object();

	for (size_t i = 0; i < AMOUNTS; i++)
		usage_put(amounts, amount_name(i), s->amount[i]);
	json_put(object, "counters", amounts);
}

void usage_csv(uint64_t n)
{
	if (is_known(n))
		printf(",%" PRIu64, n);
	else
		putchar(',');
}

void usage_piece(char *text, size_t size, uint64_t start, uint64_t end)
{
	const time_t times[] = {(time_t)start, (time_t)end};
	char day[16], from[16], to[16];
	struct tm t[2];

	if (!localtime_r(&times[0], &t[0]) || !localtime_r(&times[1], &t[1]) ||
		!strftime(day, sizeof(day), "%Y-%m-%d", &t[0]) ||
		!strftime(from, sizeof(from), "%H:%M", &t[0]) || !strftime(to, sizeof(to), "%H:%M", &t[1]))
		snprintf(text, size, "-");
	else if (end - start > PIECE_WITH_TIME)
		snprintf(text, size, "%s", day);
	else
		snprintf(text, size, "%s %s-%s", day, from, to);
}

void usage_time(char *text, size_t size, uint64_t seconds)
{
	const time_t then = (time_t)seconds;
	struct tm t;

	if (!localtime_r(&then, &t) || !strftime(text, size, "%Y-%m-%d %H:%M", &t))
		snprintf(text, size, "-");
}
