/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of tenants: rates, limits that were hit, order.
 */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

static const char *const sort_names[SORTS] = {"cpu", "memory", "swap", "pids", "io", "network", "pressure",
	"hits", "sessions", "name"};

const char *sort_name(enum sort sort)
{
	return sort_names[sort];
}

enum sort sort_named(const char *name)
{
	int i = 0;

	while (i < SORTS && strcmp(sort_names[i], name))
		i++;
	return (enum sort)i;
}

bool rows_known(uint64_t n)
{
	return n < COUNTER_UNLIMITED;
}

/* What grew, per second; a counter that fell belongs to something new. */
static uint64_t rate(uint64_t before, uint64_t now, uint64_t usec)
{
	if (!rows_known(before) || !rows_known(now) || now < before || !usec)
		return COUNTER_UNKNOWN;
	return (uint64_t)((double)(now - before) * 1e6 / (double)usec);
}

static bool grew(const struct cgroup_counters *before, const struct cgroup_counters *now,
	enum counter counter)
{
	const uint64_t was = before->n[counter], is = now->n[counter];

	return rows_known(was) && rows_known(is) && is > was;
}

static unsigned hits_of(const struct cgroup_counters *before, const struct cgroup_counters *now)
{
	unsigned hit = 0;

	if (grew(before, now, COUNTER_THROTTLED))
		hit |= HIT_CPU;
	if (grew(before, now, COUNTER_OOM_KILLS) || grew(before, now, COUNTER_MEMORY_MAX) ||
		grew(before, now, COUNTER_MEMORY_HIGH))
		hit |= HIT_MEMORY;
	if (grew(before, now, COUNTER_PIDS_MAX))
		hit |= HIT_PIDS;
	return hit;
}

/* The same directories: the kernel counted on. */
static bool same_cgroups(const struct tenant_sample *before, const struct tenant_sample *now)
{
	return !memcmp(before->counters.leaf, now->counters.leaf, sizeof(now->counters.leaf));
}

static void compare(struct top_row *row, const struct top_row *before)
{
	const struct tenant_sample *was = &before->now, *is = &row->now;
	const uint64_t usec = is->when - was->when;
	const uint64_t cpu = rate(was->counters.n[COUNTER_CPU_USEC], is->counters.n[COUNTER_CPU_USEC], usec);

	row->hits = before->hits;
	row->hit_when = before->hit_when;
	row->hit_last = before->hit_last;
	row->received = rate(was->received, is->received, usec);
	row->sent = rate(was->sent, is->sent, usec);
	if (!same_cgroups(was, is))
		return;
	row->fresh = false;
	row->cpu = rows_known(cpu) ? cpu / 1000 : cpu;
	row->read = rate(was->counters.n[COUNTER_IO_READ], is->counters.n[COUNTER_IO_READ], usec);
	row->written = rate(was->counters.n[COUNTER_IO_WRITTEN], is->counters.n[COUNTER_IO_WRITTEN], usec);
	row->hit = hits_of(&was->counters, &is->counters);
	if (row->hit) {
		row->hits++;
		row->hit_when = is->when;
		row->hit_last = row->hit;
	}
}

static int by_uid(const void *key, const void *element)
{
	const uint32_t uid = *(const uint32_t *)key;
	const struct top_row *row = element;

	return uid < row->now.uid ? -1 : uid > row->now.uid;
}

void rows_take(struct rows *r, struct sample *s, uint64_t before)
{
	struct rows next = {.count = s->count, .v = calloc(s->count + 1, sizeof(*next.v)),
		.order = calloc(s->count + 1, sizeof(struct top_row *))};

	if (!next.v || !next.order)
		out_of_memory();
	for (size_t i = 0; i < s->count; i++) {
		struct top_row *row = &next.v[i];
		const struct top_row *old = r->count
			? bsearch(&s->v[i].uid, r->v, r->count, sizeof(*r->v), by_uid) : NULL;

		*row = (struct top_row){.now = s->v[i], .fresh = before != 0, .cpu = COUNTER_UNKNOWN,
			.read = COUNTER_UNKNOWN, .written = COUNTER_UNKNOWN, .received = COUNTER_UNKNOWN,
			.sent = COUNTER_UNKNOWN};
		if (old)
			compare(row, old);
	}
	rows_free(r);
	*r = next;
	free(s->v);
	s->v = NULL;
	s->count = 0;
}

static uint64_t of(uint64_t n)
{
	return rows_known(n) ? n : 0;
}

static uint64_t key_of(const struct top_row *row, enum sort sort)
{
	uint64_t most = 0;

	switch (sort) {
	case SORT_CPU:
		return of(row->cpu);
	case SORT_MEMORY:
		return of(row->now.counters.memory);
	case SORT_SWAP:
		return of(row->now.counters.swap);
	case SORT_PIDS:
		return of(row->now.counters.pids);
	case SORT_IO:
		return of(row->read) + of(row->written);
	case SORT_NETWORK:
		return of(row->received) + of(row->sent);
	case SORT_PRESSURE:
		for (int i = 0; i < PRESSURES; i++)
			if (row->now.pressure[i] != PRESSURE_UNKNOWN && row->now.pressure[i] > most)
				most = row->now.pressure[i];
		return most;
	case SORT_HITS:
		return row->hits;
	case SORT_SESSIONS:
		return row->now.sessions;
	case SORT_NAME:
	case SORTS:
		break;
	}
	return 0;
}

struct ordering {
	enum sort sort;
	bool reversed;
};

static int compare_rows(const void *a, const void *b, void *data)
{
	const struct top_row *one = *(struct top_row *const *)a, *other = *(struct top_row *const *)b;
	const struct ordering *o = data;
	const uint64_t first = key_of(one, o->sort), second = key_of(other, o->sort);
	int n = first > second ? -1 : first < second;

	if (!n)
		n = strcmp(one->now.name, other->now.name);
	return o->reversed ? -n : n;
}

void rows_order(struct rows *r, enum sort sort, bool reversed, const char *filter)
{
	struct ordering o = {sort, reversed};

	r->shown = 0;
	for (size_t i = 0; i < r->count; i++) {
		const struct tenant_sample *s = &r->v[i].now;

		if (!filter || !*filter || strstr(s->name, filter) || strstr(s->plan, filter) ||
			strstr(s->owner, filter))
			r->order[r->shown++] = &r->v[i];
	}
	qsort_r(r->order, r->shown, sizeof(struct top_row *), compare_rows, &o);
}

void rows_free(struct rows *r)
{
	free(r->v);
	free(r->order);
	*r = (struct rows){0};
}
