/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is alive: the sandboxes that answer, of one tenant or all.
 */
#ifndef CLI_LIVE_H
#define CLI_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "host/record.h"
#include "host/state.h"
#include "questions.h"

struct live_tenant {
	uint32_t uid;
	char name[65];        /* the record's, else the account's, else the uid */
	bool recorded;
	struct record record;
	size_t count;
	struct live_sandbox *sandboxes;
};

struct live {
	size_t count;
	struct live_tenant *tenants; /* by name; those without a living sandbox too */
};

/*
 * Read HOSTEL_STATEDIR and ask every sandbox, all at once: many that are silent cost no more than one.
 * `name` NULL for all tenants, else this one, by record or account. No state at all is nothing alive. 0,
 * or -1 with *e.
 */
int live_read(struct live *l, const char *name, struct err *e);
void live_free(struct live *l);

/* Forget all but the tenants whose rooms are this owner's. */
void live_keep_owned(struct live *l, const char *owner);

/* True if nothing of the tenant's can live: they had no sandbox since the host came up. */
bool live_never(uint32_t uid);

/* The tenant's sandbox that logins join, or NULL. */
const struct live_sandbox *live_current(const struct live_tenant *t);

/* Connect to a sandbox's control socket. -1 with errno; ECONNREFUSED or ENOENT: it has ended. */
int live_connect(uint32_t uid, uint32_t number);

/*
 * state_lock() of a tenant's "lock", for who takes one after the other: `seconds` for all that others hold
 * together; *waited counts those that were waited in vain.
 */
int live_lock(int dir, unsigned seconds, unsigned *waited, struct err *e);

/* HOSTEL_STATEDIR, not made if missing: descriptor, or -1 with *e (code ENOENT). */
int live_state(struct err *e);

/* Whose number NAME/N below HOSTEL_STATEDIR is: struct state_numbers. False if it is nobody's. */
bool live_owner(int state, const char *name, uint32_t number, uint32_t *uid);

/* Entries below dir whose names are numbers, in order; malloc'ed. How many, or -1 with errno. */
int live_numbers(int dir, const char *name, uint32_t **numbers);

#endif
