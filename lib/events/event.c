/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as text: a line of JSON, pairs for syslog(3). Values that a tenant or a stranger has a hand in
 * (PAM_RHOST, a program's name) can end neither a line nor a value.
 */
#include "events/event.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/printable.h"

/* RFC 5424, 6.2.1; syslog.h is not for this folder. */
#define PRIORITY_WARNING 4
#define PRIORITY_NOTICE 5

static const struct {
	const char *name;
	int priority;
} kinds[EVENT_KINDS] = {
	[EVENT_OOM_KILL] = {"oom_kill", PRIORITY_WARNING},
	[EVENT_PIDS_MAX] = {"pids_max", PRIORITY_WARNING},
	[EVENT_CPU_THROTTLED] = {"cpu_throttled", PRIORITY_NOTICE},
	[EVENT_REFUSED_LOGIN] = {"refused_login", PRIORITY_WARNING},
	[EVENT_REFUSED_CALL] = {"refused_syscall", PRIORITY_NOTICE},
	[EVENT_LOST_RECORDS] = {"lost_records", PRIORITY_WARNING},
	[EVENT_SERVICE_FAILED] = {"service_failed", PRIORITY_WARNING},
};

const char *event_name(enum event_kind kind)
{
	return kinds[kind].name;
}

int event_priority(enum event_kind kind)
{
	return kinds[kind].priority;
}

void event_text(char *to, size_t size, const char *from)
{
	size_t n = 0;

	for (; from && from[n] && n < size - 1; n++)
		to[n] = is_printable(from[n]) ? from[n] : '?';
	to[n] = '\0';
}

struct event event_make(enum event_kind kind, const char *tenant, uint32_t uid, const char *limit)
{
	struct event e = {.kind = kind, .time = (uint64_t)time(NULL), .uid = uid, .count = 1};

	event_text(e.tenant, sizeof(e.tenant), tenant);
	event_text(e.limit, sizeof(e.limit), limit);
	return e;
}

struct text {
	char *to;
	size_t size, used; /* used < size */
};

static void put(struct text *t, char c)
{
	if (t->used + 1 < t->size)
		t->to[t->used++] = c;
}

static void put_plain(struct text *t, const char *s)
{
	while (*s)
		put(t, *s++);
}

static void put_number(struct text *t, uint64_t n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	put_plain(t, digits);
}

/* In quotes. RFC 8259, 7: of printable ASCII only two need a backslash; nothing else gets through. */
static void put_quoted(struct text *t, const char *s)
{
	put(t, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			put(t, '\\');
		put(t, *s >= ' ' && *s <= '~' ? *s : '?');
	}
	put(t, '"');
}

static void put_member(struct text *t, const char *key, const char *value)
{
	if (!*value)
		return;
	put_plain(t, ",\"");
	put_plain(t, key);
	put_plain(t, "\":");
	put_quoted(t, value);
}

size_t event_line(const struct event *e, char *line)
{
	struct text t = {line, EVENT_LINE_SIZE, 0};

	/* All members at their longest, every character with a backslash, and the names. */
	_Static_assert(2 * (sizeof(e->tenant) + sizeof(e->limit) + sizeof(e->detail) + sizeof(e->service) +
		sizeof(e->from)) + 300 < EVENT_LINE_SIZE, "a line may be cut");
	put_plain(&t, "{\"time\":");
	put_number(&t, e->time);
	put_plain(&t, ",\"tenant\":");
	put_quoted(&t, e->tenant); /* "" as well: every line has it */
	put_plain(&t, ",\"uid\":");
	put_number(&t, e->uid);
	put_member(&t, "event", kinds[e->kind].name);
	put_plain(&t, ",\"count\":");
	put_number(&t, e->count);
	if (e->kind == EVENT_CPU_THROTTLED) {
		put_plain(&t, ",\"usec\":");
		put_number(&t, e->usec);
	}
	put_member(&t, "limit", e->limit);
	put_member(&t, "detail", e->detail);
	put_member(&t, "service", e->service);
	put_member(&t, "from", e->from);
	put_plain(&t, "}\n");
	line[t.used] = '\0';
	return t.used;
}

static void put_pair(struct text *t, const char *key, const char *value)
{
	if (!*value)
		return;
	if (t->used)
		put(t, ' ');
	put_plain(t, key);
	put(t, '=');
	if (value[strcspn(value, " \"\\=")])
		put_quoted(t, value);
	else
		put_plain(t, value);
}

void event_pairs(const struct event *e, char *text, size_t size)
{
	struct text t = {text, size, 0};
	char uid[16], count[24], usec[24] = "";

	snprintf(uid, sizeof(uid), "%u", e->uid);
	snprintf(count, sizeof(count), "%llu", (unsigned long long)e->count);
	if (e->kind == EVENT_CPU_THROTTLED)
		snprintf(usec, sizeof(usec), "%llu", (unsigned long long)e->usec);
	put_pair(&t, "event", kinds[e->kind].name);
	put_pair(&t, "tenant", e->tenant);
	put_pair(&t, "uid", uid);
	put_pair(&t, "count", count);
	put_pair(&t, "usec", usec);
	put_pair(&t, "limit", e->limit);
	put_pair(&t, "service", e->service);
	put_pair(&t, "from", e->from);
	put_pair(&t, "detail", e->detail);
	text[t.used] = '\0';
}
