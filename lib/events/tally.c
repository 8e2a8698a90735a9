/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * t/UID/counters: lines `key value`, written whole and renamed into place; collecting.
 */
#include "events/tally.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "events/event_log.h"
#include "host/state.h"

#define FILE_NAME "counters"
#define FILE_SIZE 4096

static const char *const refusals[REFUSALS] = {
	[REFUSED_POLICY] = "policy", [REFUSED_SUSPENDED] = "suspended", [REFUSED_SERVICES] = "services",
	[REFUSED_LOGIN_RATE] = "login_rate", [REFUSED_MAX_SESSIONS] = "max_sessions",
	[REFUSED_HOST] = "host", [REFUSED_SANDBOX] = "sandbox",
};

/* Which counter becomes which event. */
static const struct {
	enum counter counter;
	const char *limit;
	uint64_t least; /* less than this is not worth a line */
	uint64_t space; /* seconds, for TELL_SPACED */
} told[TALLY_KINDS] = {
	[EVENT_OOM_KILL] = {COUNTER_OOM_KILLS, "memory.max", 1, 0},
	[EVENT_PIDS_MAX] = {COUNTER_PIDS_MAX, "pids.max", 1, 10},
	/* Anybody with two busy threads is held back for some milliseconds now and then. */
	[EVENT_CPU_THROTTLED] = {COUNTER_THROTTLED_USEC, "cpu.max", 100000, 60},
};

/* The file's lines: an array of numbers each. */
static const struct line {
	const char *key;
	size_t offset, count, least; /* least: as many as the first version had */
} lines[] = {
#define LENGTH(m) (sizeof(((struct tally *)0)->m) / sizeof(uint64_t))
#define NUMBERS(m) {#m, offsetof(struct tally, m), LENGTH(m), LENGTH(m)}
#define COUNTED(m) {#m, offsetof(struct tally, m), LENGTH(m), COUNTER_IO_READS}
	NUMBERS(leaf), COUNTED(last), COUNTED(total), NUMBERS(known), COUNTED(told), NUMBERS(told_at),
	NUMBERS(refused), NUMBERS(calls),
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

const char *refusal_name(enum refusal refusal)
{
	return refusals[refusal];
}

int tally_lock(int tenant, struct err *e)
{
	return state_lock(tenant, "counters.lock", TALLY_LOCK_SECONDS, e);
}

static uint64_t *numbers_of(const struct tally *t, const struct line *l)
{
	return (uint64_t *)(void *)((char *)(uintptr_t)t + l->offset);
}

/* Counters that a former version did not know are 0: it has not read them. */
static int parse_numbers(uint64_t *numbers, const struct line *line, const char *text)
{
	for (size_t i = 0; i < line->count; i++) {
		char *end;

		if (!*text && i >= line->least)
			break;
		if (*text++ != ' ' || *text < '0' || *text > '9')
			return -1;
		errno = 0;
		numbers[i] = strtoull(text, &end, 10);
		if (errno)
			return -1;
		text = end;
	}
	return *text ? -1 : 0;
}

static int parse(struct tally *t, char *text)
{
	char *save = NULL, *line = strtok_r(text, "\n", &save);

	if (!line || strncmp(line, "name ", 5) || strlen(line + 5) >= sizeof(t->name))
		return -1;
	strcpy(t->name, line + 5);
	for (size_t i = 0; i < LINES; i++) {
		size_t length = strlen(lines[i].key);

		line = strtok_r(NULL, "\n", &save);
		if (!line || strncmp(line, lines[i].key, length) ||
		    parse_numbers(numbers_of(t, &lines[i]), &lines[i], line + length) < 0)
			return -1;
	}
	return strtok_r(NULL, "\n", &save) ? -1 : 0;
}

void tally_read(int tenant, struct tally *t)
{
	int AUTO_CLOSE fd = openat(tenant, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	size_t length;

	*t = (struct tally){0};
	if (fd < 0 || fd_read_file(fd, FILE_SIZE, &text, &length) < 0 || parse(t, text) < 0)
		*t = (struct tally){0};
}

bool tally_owes(const struct tally *t)
{
	for (int kind = 0; kind < TALLY_KINDS; kind++)
		if (t->total[told[kind].counter] - t->told[told[kind].counter] >= told[kind].least)
			return true;
	return false;
}

static int write_tally(int tenant, const struct tally *t, struct err *e)
{
	char text[FILE_SIZE];
	size_t used = (size_t)snprintf(text, sizeof(text), "name %s\n", t->name);

	for (size_t i = 0; i < LINES; i++) {
		const uint64_t *numbers = numbers_of(t, &lines[i]);

		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s", lines[i].key);
		for (size_t k = 0; k < lines[i].count; k++)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " %" PRIu64,
				numbers[k]);
		used += (size_t)snprintf(text + used, sizeof(text) - used, "\n");
	}
	/* 64 numbers and 8 keys: far below what fits. */
	return file_replace(tenant, FILE_NAME, text, used) < 0 ? err_set(e, errno, FILE_NAME) : 0;
}

/* What has grown since the last time; a directory that is another, or counts backwards, begins at 0. */
static void take_over(struct tally *t, const struct cgroup_counters *now)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		uint64_t n = now->n[i], leaf = now->leaf[counter_controller((enum counter)i)];
		bool same = leaf == t->leaf[counter_controller((enum counter)i)] && n >= t->last[i];

		if (n >= COUNTER_UNLIMITED)
			continue;
		t->total[i] += same ? n - t->last[i] : n;
		t->last[i] = n;
		t->known |= UINT64_C(1) << i;
	}
	for (size_t i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (!now->leaf[i] || now->leaf[i] == t->leaf[i])
			continue;
		t->leaf[i] = now->leaf[i];
		/* What this directory does not tell yet is not what the one before it told. */
		for (size_t k = 0; k < COUNTERS; k++)
			if (counter_controller((enum counter)k) == i && now->n[k] >= COUNTER_UNLIMITED)
				t->last[k] = 0;
	}
}

static void describe(struct event *e, const struct cgroup_counters *now, uint64_t periods)
{
	bool memory = e->kind == EVENT_OOM_KILL;
	const char *what = memory ? "killed" : "refused", *unit = memory ? "bytes" : "processes";
	uint64_t limit = memory ? now->memory_limit : now->pids_limit;

	if (e->kind == EVENT_CPU_THROTTLED)
		snprintf(e->detail, sizeof(e->detail), "held back for %" PRIu64 ".%03u s in %" PRIu64
			" periods", e->usec / 1000000, (unsigned)(e->usec / 1000 % 1000), periods);
	else if (limit < COUNTER_UNLIMITED)
		snprintf(e->detail, sizeof(e->detail), "%s at %" PRIu64 " %s", what, limit, unit);
	else
		snprintf(e->detail, sizeof(e->detail), "%s", what);
}

static bool too_early(const struct tally *t, int kind, uint64_t now)
{
	/* A clock that went back silences nobody. */
	return now >= t->told_at[kind] && now < t->told_at[kind] + told[kind].space;
}

static size_t make_events(struct tally *t, const struct tally_who *who,
	const struct cgroup_counters *now, struct event events[TALLY_KINDS])
{
	size_t count = 0;

	for (int kind = 0; kind < TALLY_KINDS && who->tell != TELL_NOTHING; kind++) {
		enum counter c = told[kind].counter;
		uint64_t more = t->total[c] - t->told[c];
		uint64_t periods = t->total[COUNTER_THROTTLED] - t->told[COUNTER_THROTTLED];
		struct event *e = &events[count];

		*e = event_make((enum event_kind)kind, t->name, who->uid, told[kind].limit);
		if (more < told[kind].least ||
		    (who->tell == TELL_SPACED && too_early(t, kind, e->time)))
			continue;
		e->count = kind == EVENT_CPU_THROTTLED ? periods : more;
		e->usec = kind == EVENT_CPU_THROTTLED ? more : 0;
		describe(e, now, periods);
		t->told[c] = t->total[c];
		if (kind == EVENT_CPU_THROTTLED)
			t->told[COUNTER_THROTTLED] = t->total[COUNTER_THROTTLED];
		t->told_at[kind] = e->time;
		count++;
	}
	return count;
}

int tally_collect(int tenant, const struct tally_who *who, struct collected *c, struct err *e)
{
	int AUTO_CLOSE lock = tally_lock(tenant, e);
	static const struct cgroups none;
	struct tally before;

	*c = (struct collected){0};
	if (lock < 0)
		return -1;
	tally_read(tenant, &before);
	c->tally = before;
	if (who->leaf.name)
		snprintf(c->tally.name, sizeof(c->tally.name), "%s", who->leaf.name);
	cgroup_counters_read(who->leaf.cgroups && who->leaf.name ? &who->leaf
		: &(struct leaf){&none, "", ""}, &c->now);
	take_over(&c->tally, &c->now);
	c->count = make_events(&c->tally, who, &c->now, c->events);
	if (!memcmp(&before, &c->tally, sizeof(before)))
		return 0;
	/* First the numbers: without room for them nothing is said twice. */
	if (write_tally(tenant, &c->tally, e) < 0) {
		c->count = 0;
		return -1;
	}
	for (size_t i = 0; i < c->count; i++)
		if (event_log_append(tenant, &c->events[i], e) < 0)
			return -1;
	return 0;
}

int tally_forget(int tenant, const char *name, struct err *e)
{
	int AUTO_CLOSE lock = tally_lock(tenant, e);
	struct tally before, t = {0};

	if (lock < 0)
		return -1;
	tally_read(tenant, &before);
	if (name && !strcmp(name, before.name))
		return 0;
	/* The cgroup may outlive the account: its numbers are not counted once more for the next one. */
	memcpy(t.leaf, before.leaf, sizeof(t.leaf));
	memcpy(t.last, before.last, sizeof(t.last));
	if (event_log_remove(tenant, e) < 0 || write_tally(tenant, &t, e) < 0)
		return -1;
	/* Since when there is a tenant is told by the locks: cli/history.c. */
	utimensat(tenant, "lock", NULL, AT_SYMLINK_NOFOLLOW);
	return futimens(lock, NULL) < 0 ? err_set(e, errno, "counters.lock") : 0;
}

static int add(int tenant, const struct event *event, int refusal, struct err *e)
{
	int AUTO_CLOSE lock = tally_lock(tenant, e);
	struct tally t;

	if (lock < 0)
		return -1;
	tally_read(tenant, &t);
	snprintf(t.name, sizeof(t.name), "%s", event->tenant);
	if (refusal < 0)
		t.calls += event->count;
	else
		t.refused[refusal] += event->count;
	return write_tally(tenant, &t, e) < 0 ? -1 : event_log_append(tenant, event, e);
}

int tally_refused_login(int tenant, enum refusal refusal, struct event *e, struct err *err)
{
	event_text(e->limit, sizeof(e->limit), refusals[refusal]);
	return add(tenant, e, (int)refusal, err);
}

int tally_refused_calls(int tenant, const struct event *e, struct err *err)
{
	return add(tenant, e, -1, err);
}
