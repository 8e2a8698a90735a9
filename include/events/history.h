/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HOSTEL_HISTORY/NAME.UID: what a tenant used, over reboots. Three rings of slots behind two copies of the
 * head. Nothing but the head and one slot a ring is written over, so what is old is never in danger. A look
 * is written to the head first, then to its slots: should that be cut short, the next one makes up for it.
 * docs/decisions/0031-history.md
 */
#ifndef HOSTEL_EVENTS_HISTORY_H
#define HOSTEL_EVENTS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "events/slot.h"

enum ring { RING_MINUTES, RING_HOURS, RING_DAYS, RINGS };

struct ring_shape {
	uint64_t length; /* of a slot, seconds */
	size_t count;
};

extern const struct ring_shape history_rings[RINGS];

#define HISTORY_NAME_SIZE 96
#define HISTORY_EVERY 300 /* seconds: whoever comes by later than this looks */

/* One tenant's file in memory. */
struct history {
	struct head head;
	size_t torn; /* slots that say nothing */
	struct slot *slots[RINGS];
};

/* The directory, made if missing (0700, root's). Descriptor or -1 with *e. */
int history_open(struct err *e);

/* Its lock, alone or with others, for `seconds`; ETIMEDOUT. */
int history_lock(int dir, bool alone, unsigned seconds, struct err *e);

/* NAME.UID; and the reverse: false for other files. */
void history_file(const char *name, uint32_t uid, char file[HISTORY_NAME_SIZE]);
bool history_whose(const char *file, char name[65], uint32_t *uid);

/*
 * Write a look, with the lock held. 0 or -1 with *e. A file that is damaged or not root's alone: EINVAL if
 * `damaged` is NULL; else it is now NAME.UID.damaged, *damaged says so, and this is the first look.
 */
int history_write(int dir, const char *name, uint32_t uid, const struct look *look, bool *damaged,
	struct err *e);

/* Read it, with the lock shared. 0, or -1 with *e: ENOENT, EINVAL. Free it. */
int history_read(int dir, const char *name, uint32_t uid, struct history *h, struct err *e);
void history_free(struct history *h);

/* What begins with NAME.UID in the directory: "" is the history itself. NULL at the end. */
extern const char *const history_ends[];

/*
 * All of it becomes the account's new name, with the lock held. What is there of a former account of that
 * name and uid is replaced. 0, also where there is nothing; or -1 with *e: then the old one is there still.
 */
int history_rename(int dir, const char *name, uint32_t uid, const char *to, struct err *e);

/* When there was a look at all tenants: CLOCK_REALTIME seconds, 0 for never; and that there was one now. */
uint64_t history_looked(int dir);
int history_looked_now(int dir, struct err *e);

#endif
