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

#include "base/err.h"

#define EVENT_LINE_SIZE 2048

enum event_kind { EVENT_OOM_KILL, EVENT_PIDS_MAX, EVENT_CPU_THROTTLED, EVENT_REFUSED_LOGIN,
	EVENT_REFUSED_CALL, EVENT_LOST_RECORDS, EVENT_SERVICE_FAILED, EVENT_KINDS };

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

/* "oom_kill", "pids_max", "cpu_throttled", "refused_login", "refused_syscall", "lost_records",
 * "service_failed" */
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

#endif
