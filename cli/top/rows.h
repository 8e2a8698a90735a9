/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changed between two samples, a row per tenant; their order on the screen.
 */
#ifndef CLI_TOP_ROWS_H
#define CLI_TOP_ROWS_H

#include "sample.h"

/* Limits that were run into. */
#define HIT_CPU 1U    /* held back by cpu.max */
#define HIT_MEMORY 2U /* killed for want of memory, or at memory.max or memory.high */
#define HIT_PIDS 4U   /* processes were refused */

struct top_row {
	struct tenant_sample now;
	bool fresh;    /* the tenant came in since the last sample */
	uint64_t cpu;  /* thousandths of a processor; below COUNTER_UNKNOWN if known, as those below */
	uint64_t read, written, received, sent; /* bytes in a second */
	unsigned hit;  /* in the last interval */
	uint64_t hits; /* intervals with one, since the first sample */
	uint64_t hit_when; /* the last one's, microseconds as in a sample; 0: none */
	unsigned hit_last; /* and which */
};

enum sort {
	SORT_CPU, SORT_MEMORY, SORT_SWAP, SORT_PIDS, SORT_IO, SORT_NETWORK, SORT_PRESSURE, SORT_HITS,
	SORT_SESSIONS, SORT_NAME,
	SORTS
};

struct rows {
	size_t count;
	struct top_row *v;      /* by uid */
	struct top_row **order; /* as they are shown; fewer with a filter */
	size_t shown;
};

/* Take the sample, whose list it empties. `before`: the time of the last one, 0 for none. */
void rows_take(struct rows *r, struct sample *s, uint64_t before);

/* Sort by a column, the largest first but for names; ties by name. `filter`: part of name, plan or owner. */
void rows_order(struct rows *r, enum sort sort, bool reversed, const char *filter);

void rows_free(struct rows *r);

/* A number: neither COUNTER_UNKNOWN nor COUNTER_UNLIMITED. */
bool rows_known(uint64_t n);

/* "cpu", "memory", ...: what --sort takes; SORTS if it is none. */
const char *sort_name(enum sort sort);
enum sort sort_named(const char *name);

#endif
