/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * t/UID/counters: what a tenant ran into since the host came up, kept when the cgroup goes. Nobody
 * watches: whoever comes by, the module at the end of a session or the administrator's command, takes
 * over what the kernel has counted since, and writes an event for what has grown.
 */
#ifndef HOSTEL_TALLY_H
#define HOSTEL_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cgroup/counters.h"
#include "events/event.h"

/* Why a login was refused: where possible the policy's key. */
enum refusal { REFUSED_POLICY, REFUSED_SUSPENDED, REFUSED_SERVICES, REFUSED_LOGIN_RATE,
	REFUSED_MAX_SESSIONS, REFUSED_HOST, REFUSED_SANDBOX, REFUSALS };

#define TALLY_KINDS 3 /* events that are made of the kernel's counters: the first three of enum event_kind */
#define TALLY_LOCK_SECONDS 1

struct tally {
	char name[65];                     /* of the account */
	uint64_t leaf[CGROUP_CONTROLLERS]; /* directory that was read last */
	uint64_t last[COUNTERS];           /* as read there */
	uint64_t total[COUNTERS];
	uint64_t known;                    /* mask of counters that were ever read */
	uint64_t told[COUNTERS];           /* of total, what is in events */
	uint64_t told_at[TALLY_KINDS];     /* CLOCK_REALTIME seconds */
	uint64_t refused[REFUSALS];        /* logins */
	uint64_t calls;                    /* refused system calls, where they are known */
};

/* When an event is made of what has grown. */
enum tell {
	TELL_NOTHING, /* the next collection does */
	TELL_SPACED,  /* somebody comes by every second: not each time */
	TELL_ALL
};

struct tally_who {
	uint32_t uid;
	struct leaf leaf; /* cgroups NULL: unknown, nothing is read */
	enum tell tell;
};

/* "policy", "suspended", "services", "login_rate", "max_sessions", "host", "sandbox" */
const char *refusal_name(enum refusal refusal);

/* The lock of counters and events below a tenant's directory. Descriptor or -1 with *e. */
int tally_lock(int tenant, struct err *e);

/* Read the file; what is not there, or not whole, is zero. To be written again: with the lock held. */
void tally_read(int tenant, struct tally *t);

/* True if something has grown of which there is no event yet, and should be. */
bool tally_owes(const struct tally *t);

struct collected {
	struct tally tally;
	struct cgroup_counters now; /* the cgroup's own; all unknown without one */
	struct event events[TALLY_KINDS];
	size_t count;               /* of events that were made, for journal_send() */
};

/* Take over what the kernel has counted, write the file, append events. 0 or -1 with *e. */
int tally_collect(int tenant, const struct tally_who *who, struct collected *c, struct err *e);

/*
 * The uid is another account's from now on: no events, nothing counted, and what the kernel has counted so
 * far is nobody's. Nothing if all of it is of `name` (NULL: whoever's it is). 0 or -1 with *e.
 */
int tally_forget(int tenant, const char *name, struct err *e);

/* One more refused login, `e` filled but for its limit; or refused calls. 0 or -1 with *err. */
int tally_refused_login(int tenant, enum refusal refusal, struct event *e, struct err *err);
int tally_refused_calls(int tenant, const struct event *e, struct err *err);

#endif
