/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tenant used in a time: the arithmetic of the history, and its bytes in a file. Pure: no file is
 * touched. docs/decisions/0031-history.md
 */
#ifndef HOSTEL_EVENTS_SLOT_H
#define HOSTEL_EVENTS_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cgroup/counters.h"

/* What only grows: the kernel's counters (enum counter), and behind them: */
enum amount { AMOUNT_RECEIVED = COUNTERS, AMOUNT_SENT, AMOUNT_REFUSED, AMOUNTS }; /* bytes, bytes, logins */

/* What is in use at a time; CPU: thousandths of a processor. */
enum gauge { GAUGE_MEMORY, GAUGE_SWAP, GAUGE_PIDS, GAUGE_SESSIONS, GAUGE_CPU, GAUGES };

/* One look at a tenant; COUNTER_UNKNOWN for what nobody knows. */
struct look {
	uint64_t raw[AMOUNTS];    /* since the host came up */
	uint64_t link;            /* whose RECEIVED and SENT are: those of another began at 0 */
	uint64_t now[GAUGES];     /* GAUGE_CPU is made of the counter */
	uint64_t limit[GAUGES];
	uint64_t peak[2];         /* of GAUGE_MEMORY and GAUGE_PIDS, since the cgroup was made */
	uint64_t leaf[2];         /* and the cgroups' inodes */
	uint64_t boot;            /* which boot of the host this is */
	uint64_t uptime, time;    /* CLOCK_BOOTTIME and CLOCK_REALTIME milliseconds */
	uint64_t age;             /* milliseconds that raw is of, if this is the first look of a boot */
};

/* The last look, and what was in between that and the one before. */
struct head {
	char name[65];
	uint32_t uid;
	uint64_t sequence;        /* of looks */
	struct look last;
	uint64_t elapsed;         /* milliseconds */
	uint64_t more[AMOUNTS];   /* in this time */
	uint64_t most[GAUGES];
	uint64_t share[GAUGES];   /* in thousandths of the limit: of the higher one, if it was changed */
};

/* A piece of time: what was used in it. Numbers are kept to one part in 2^26. */
struct slot {
	uint64_t start;           /* seconds since 1970; 0: nothing is there */
	uint64_t sequence;        /* of the last look that is in it */
	uint64_t covered;         /* milliseconds that were looked at */
	uint64_t amount[AMOUNTS];
	uint64_t most[GAUGES];
	uint64_t share[GAUGES];   /* the most in thousandths of the limit of then */
	uint64_t mean[GAUGES];    /* of the time that was looked at; not of CPU, which is an amount */
	uint64_t limit[GAUGES];   /* the last one */
};

#define HEAD_SIZE 1024
#define SLOT_SIZE 176
#define TIME_MAX UINT64_C(253402300799000) /* milliseconds: the year 9999 */

/* "cpu_usec", ..., "received_bytes", "sent_bytes", "refused_logins"; "memory", ..., "cpu" */
const char *amount_name(size_t amount);
const char *gauge_name(size_t gauge);

/* From a look to the next; `head` with sequence 0 if this is the first. False: no time has gone by. */
bool head_next(struct head *head, const struct look *look);

/* Add what of the head's time falls into this slot of `length` seconds; once. False: it was there. */
bool slot_take(struct slot *slot, uint64_t start, uint64_t length, const struct head *head);

/* Add a slot to a sum: a time of several. */
void slot_sum(struct slot *sum, const struct slot *slot);

/* Exactly HEAD_SIZE and SLOT_SIZE bytes. False: torn, of another version, or nothing. */
void head_encode(const struct head *head, unsigned char *bytes);
bool head_decode(struct head *head, const unsigned char *bytes);
void slot_encode(const struct slot *slot, unsigned char *bytes);
bool slot_decode(struct slot *slot, const unsigned char *bytes);

#endif
