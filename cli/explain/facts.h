/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of one tenant at this moment, for who judges it: facts.c gathers, judge.c only reads.
 */
#ifndef CLI_EXPLAIN_FACTS_H
#define CLI_EXPLAIN_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cgroup/counters.h"
#include "events/tally.h"
#include "policy/policy.h"

#define FACTS_CALLS 8  /* refused system calls that are told apart */
#define FACTS_EVENTS 6 /* the last of them */

/* One key as it is felt. COUNTER_UNKNOWN: nobody tells; VALUE_MAX: no limit. */
struct use {
	uint64_t used, limit; /* in the key's unit */
	uint64_t hits;	      /* since the host came up; COUNTER_UNKNOWN: nothing counts it */
	uint64_t last;	      /* seconds since the epoch, 0: not known */
	char kernel[160];     /* what the kernel, or hostel-init, says; "" for nothing */
};

/* The host's limit of a process where it is lower than the policy's, and so in force. */
struct lower {
	struct ulimit_pair holds;
	char where[128]; /* "" : it is not */
};

struct refused_name {
	char name[40], program[128];
	uint64_t count, last;
};

struct happened {
	uint64_t time, count;
	char event[32], limit[32], detail[300];
};

enum on_host { HOST_UNKNOWN, HOST_NOTHING, HOST_FILE, HOST_DIRECTORY, HOST_OTHER };

struct facts {
	const char *name, *home;
	uint64_t now;		     /* seconds since the epoch */
	const struct policy *policy; /* as it is for the next login */
	const struct policy *room;   /* what the living sandbox was made with; NULL: none, or not known */

	bool alive, silent, kept, lingering;
	uint32_t sessions;
	int32_t pid;	/* of hostel-init */
	uint64_t since; /* seconds since the epoch */

	bool drained;
	char drain[200]; /* what tenants are told */

	struct use use[FIELD_COUNT];
	struct lower lower[ULIMIT_COUNT];
	uint64_t throttled_usec, memory_full, memory_high; /* times; COUNTER_UNKNOWN */
	/* The owner's cgroup, since it was made: of all tenants in it. COUNTER_UNKNOWN */
	uint64_t owner_pids, owner_throttled_usec;
	uint64_t home_used, home_size;			   /* of the host's file system, bytes */

	char quota_why[256]; /* why disk and inodes cannot be enforced; "": they can, or nobody asks */

	enum on_host path; /* what the complaint names, as root sees it */

	uint64_t refused[REFUSALS], refused_last[REFUSALS]; /* logins */
	char refused_why[REFUSALS][300];		    /* the log's words for the last one */
	char refused_service[40];

	bool calls_logged; /* [seccomp] log = yes, where the kernel's log can be read */
	size_t call_count;
	struct refused_name calls[FACTS_CALLS];

	size_t down;	    /* services that should run and do not */
	char down_name[40]; /* one of them */

	size_t event_count;
	struct happened events[FACTS_EVENTS]; /* the last one first */
};

/* The policy's limit of a process, or the host's where that is lower. FIELD_ulimit_x alone. */
struct ulimit_pair facts_ulimit(const struct facts *f, enum field_id id);

/* How close, in percent of the limit; -1: not known, or no limit. */
int facts_percent(const struct use *u);

#endif
