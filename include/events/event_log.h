/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events of a tenant, a line each, in t/UID/events.
 */
#ifndef HOSTEL_EVENTS_EVENT_LOG_H
#define HOSTEL_EVENTS_EVENT_LOG_H

#include "events/event.h"

/* A tenant's own file, so that nobody can wash out a neighbour's lines; it is renamed to events.1 once. */
#define EVENT_LOG_SIZE 32768

/*
 * Append to `events` in a tenant's directory; with the lock of tally.h held. A line that a crash or a
 * full file system cut is ended first. 0 or -1 with *err.
 */
int event_log_append(int tenant, const struct event *e, struct err *err);

/* No event is left; with the same lock. 0 or -1 with *err. */
int event_log_remove(int tenant, struct err *err);

/* How far a reader has come. {0} is the beginning. */
struct event_cursor {
	uint64_t file; /* inode */
	uint64_t born; /* in nanoseconds, an inode is used again: statx(2); 0: the file system does not say */
	uint64_t at;
};

/*
 * What has been appended since: whole lines of `events.1` and `events`, malloc'ed, NULL for nothing;
 * with the same lock. 0 or -1 with *err.
 */
int event_log_read(int tenant, struct event_cursor *cursor, char **text, struct err *err);

#endif
