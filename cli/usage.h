/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the history a time is about, read and summed up: for hostel usage, faults and sample.
 */
#ifndef CLI_USAGE_H
#define CLI_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli.h"
#include "events/history.h"
#include "events/witness.h"
#include "history.h"

#define USAGE_SINCE (24 * 3600) /* seconds, without --since */
#define USAGE_UNKNOWN COUNTER_UNKNOWN

struct json;

struct period {
	uint64_t since, now; /* CLOCK_REALTIME seconds */
	enum ring ring;      /* the finest that reaches so far */
};

/* From --since, of command `name`. 0, or EXIT_USAGE after saying why. */
int period_of(const struct cli *c, const char *name, struct period *p);

struct usage {
	struct history_tenant tenant;
	struct history history;
	size_t count;
	struct slot *slots; /* of the period, by time */
	struct slot sum;    /* start 0: nothing */
	uint64_t seconds;   /* of the period, from the first slot on */
	size_t ran_count;   /* what ran when limits were hit, by time, of the period */
	struct ran *ran;
	size_t hits;        /* slots in which a limit was hit */
	uint64_t last_hit;  /* start of the last of them */
};

/* Read one. 1; 0: nothing of the period is there; -1: it cannot be read, which is said. Free it. */
int usage_read(int dir, const struct history_tenant *t, const struct period *p, struct usage *u);
void usage_free(struct usage *u);

struct usages {
	size_t count, damaged; /* read; not to be read */
	struct usage *v;
};

/* All tenants, or those of one name, that have something there. 0, or an exit status after saying why. */
int usages_read(const char *name, const struct period *p, struct usages *all);
void usages_free(struct usages *all);

/* Mean over the period: thousandths of a processor, bytes, processes. USAGE_UNKNOWN: nobody knows. */
uint64_t usage_mean(const struct usage *u, enum gauge gauge);
/* The same of a single slot, over the time that was looked at. */
uint64_t slot_mean(const struct slot *s, enum gauge gauge);
/* Was a limit hit in it? */
bool slot_hit(const struct slot *s);

/* Numbers of all counters, and of what is in use, as members. */
void usage_put_amounts(struct json *object, const struct slot *s);
void usage_put(struct json *object, const char *key, uint64_t n);

/* A line of text with commas: the number or nothing. */
void usage_csv(uint64_t n);
/* "2026-11-29 14:05-14:10", of a day that alone. */
void usage_piece(char *text, size_t size, uint64_t start, uint64_t end);
/* "2026-11-29 14:05" */
void usage_time(char *text, size_t size, uint64_t seconds);

#endif
