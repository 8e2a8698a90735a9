/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tenant ran into, as far as the module sees it: refused logins, and what the kernel counted by
 * the end of a session. Nothing of it is on the way of a login that succeeds.
 */
#ifndef PAM_MODULE_EVENTS_H
#define PAM_MODULE_EVENTS_H

#include "events/tally.h"
#include "host/record.h"
#include "host/state.h"
#include "login.h"

/* What the end of a session has to know of the login. */
#define COUNTING_FILES 3

struct counting {
	uint32_t uid;
	char *name, *cgroup; /* NULL: out of memory, nothing is collected */
	/* The counters that make events: the porch has no path to them. -1: not counted here. */
	int files[COUNTING_FILES];
	uint64_t last[COUNTING_FILES]; /* as they were collected last */
	int witness;     /* what PID 1 writes down at a limit: it is here when PID 1 has gone; or -1 */
	uint64_t origin; /* record_origin() */
	bool due; /* whatever they say: something is to be told, or cannot be read */
};

#define COUNTING_NONE ((struct counting){.files = {-1, -1, -1}, .witness = -1})

/* Where they are, for the tenant's record. */
void counting_describe(const struct login *l, const struct cgroups *c, char *text, size_t size);

/*
 * Count the refusal and write its event, of an account with a uid. True if nobody has told the journal:
 * then *event is pam_syslog(3)'s. Before the porch or the dead end; waits a second at most.
 */
bool events_refused(const struct login *l, const struct denial *d, struct event *event);

/*
 * On the host, before the porch. `look`: false if somebody goes back to the host at the end anyway: then the
 * record's files are collected without a look at them before.
 */
void counting_begin(struct counting *w, const struct record *r, int tenant, bool look);

/* Is there anything to collect? */
bool counting_due(const struct counting *w);

/*
 * On the host (helper.h), at the end of a session: take over the kernel's counters. `tell` gets every
 * event that the journal did not take.
 */
void events_collect(const struct counting *w, void (*tell)(void *context, const struct event *e),
	void *context);

/* The same before a cgroup is removed, or left; what has grown is told by whoever collects next. */
void events_before_removal(const struct login *l, int tenant, const struct leaf *leaf);

void counting_free(struct counting *w);

#endif
