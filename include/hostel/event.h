/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events: what a tenant ran into. t/UID/events has a line of JSON for each, and the journal an entry
 * with fields.
 */
#ifndef HOSTEL_EVENT_H
#define HOSTEL_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hostel/err.h"

/* A tenant's own file, so that nobody can wash out a neighbour's lines; it is renamed to events.1 once. */
#define EVENT_LOG_SIZE 32768
#define EVENT_LINE_SIZE 2048
#define EVENT_JOURNAL "/run/systemd/journal/socket"

enum event_kind { EVENT_OOM_KILL, EVENT_PIDS_MAX, EVENT_CPU_THROTTLED, EVENT_REFUSED_LOGIN,
	EVENT_REFUSED_CALL, EVENT_LOST_RECORDS, EVENT_KINDS };

struct event {
	enum event_kind kind;
	uint64_t time;     /* CLOCK_REALTIME seconds */
	uint32_t uid;
	char tenant[65];   /* "": nobody knows whose, EVENT_LOST_RECORDS */
	uint64_t count;    /* processes, refusals, periods */
	uint64_t usec;     /* EVENT_CPU_THROTTLED: the time */
	char limit[32];    /* the policy's key that says so, or why a login was refused */
	char detail[256];
	char service[40], from[128]; /* of a login */
};

/* "oom_kill", "pids_max", "cpu_throttled", "refused_login", "refused_syscall", "lost_records" */
const char *event_name(enum event_kind kind);

/* An event of now. detail, service and from may be NULL; they are cut to fit. */
struct event event_make(enum event_kind kind, const char *tenant, uint32_t uid, const char *limit);

/* Copy what others may have written: everything but printable ASCII becomes '?', cut to fit. */
void event_text(char *to, size_t size, const char *from);

/* The line of JSON with its newline, in EVENT_LINE_SIZE bytes. Returns its length. */
size_t event_line(const struct event *e, char *line);

/* For syslog(3): event=oom_kill tenant=alice ..., values with blanks or quotes in quotes. */
void event_pairs(const struct event *e, char *text, size_t size);

/* A syslog(3) priority, LOG_WARNING or LOG_NOTICE. */
int event_priority(enum event_kind kind);

/*
 * Append to `events` in a tenant's directory; with the lock of tally.h held. A line that a crash or a
 * full file system cut is ended first. 0 or -1 with *err.
 */
int event_log_append(int tenant, const struct event *e, struct err *err);

/* How far a reader has come. {0} is the beginning. */
struct event_cursor {
	uint64_t file; /* inode */
	uint64_t at;
};

/*
 * What has been appended since: whole lines of `events.1` and `events`, malloc'ed, NULL for nothing;
 * with the same lock. 0 or -1 with *err.
 */
int event_log_read(int tenant, struct event_cursor *cursor, char **text, struct err *err);

/*
 * Send to the journal at `path` (EVENT_JOURNAL), as systemd.io/JOURNAL_NATIVE_PROTOCOL has it, without
 * waiting. Returns false if nobody took it: then it is syslog(3)'s. Own code and not libsystemd, which
 * would bring itself and a handful of other libraries into sshd, for one datagram.
 */
bool journal_send(const char *path, const struct event *e);

#endif
