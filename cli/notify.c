/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HOSTEL_HISTORY/NAME.UID.told has the time of each limit's last fact. It is written before the hooks run:
 * should that be cut short, nobody is told twice.
 */
#include "notify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/block.h"
#include "base/fd.h"
#include "base/replace.h"
#include "config.h"
#include "events/history.h"
#include "hooks.h"
#include "host/config_dir.h"
#include "json.h"
#include "output.h"
#include "policy/defaults.h"
#include "policy/single.h"
#include "talk/paths.h"
#include "usage.h"

#define TOLD_MAGIC 0x31545348U /* "HST1": the last byte is the version */

/* What there is to tell: so many hits, or so near. */
static const struct kind {
	const char *limit;
	bool near;
	int gauge;            /* near: of which */
	size_t amount, least; /* of hits, and what is none */
} kinds[] = {
	{"memory.max", false, 0, COUNTER_OOM_KILLS, 1},
	{"pids.max", false, 0, COUNTER_PIDS_MAX, 1},
	{"cpu.max", false, 0, COUNTER_THROTTLED_USEC, 100000},
	{"login", false, 0, AMOUNT_REFUSED, 1},
	{"memory.max", true, GAUGE_MEMORY, 0, 0},
	{"pids.max", true, GAUGE_PIDS, 0, 0},
	{"cpu.max", true, GAUGE_CPU, 0, 0},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))
#define TOLD_SIZE (BLOCK_HEAD + 4 + 8 * KINDS)

struct told {
	uint64_t at[KINDS]; /* CLOCK_REALTIME seconds */
};

struct telling {
	const struct cli *cli;
	struct hooks hooks;
	uint64_t percent, faults, every, now;
	int dir;
};

/* --- who was told when ---------------------------------------------------------------------------- */

static void told_name(const struct usage *u, char name[HISTORY_NAME_SIZE + 8])
{
	char file[HISTORY_NAME_SIZE];

	history_file(u->tenant.name, u->tenant.uid, file);
	snprintf(name, HISTORY_NAME_SIZE + 8, "%s.told", file);
}

/* What is not there, or damaged: nobody was told. */
static void read_told(const struct telling *t, const struct usage *u, struct told *told)
{
	unsigned char bytes[TOLD_SIZE] = {0};
	struct wire_reader r = {.data = bytes + BLOCK_HEAD, .left = TOLD_SIZE - BLOCK_HEAD};
	char name[HISTORY_NAME_SIZE + 8];
	int AUTO_CLOSE fd = -1;

	*told = (struct told){0};
	told_name(u, name);
	fd = openat(t->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || read(fd, bytes, sizeof(bytes)) != (ssize_t)sizeof(bytes) ||
		!block_is_whole(bytes, sizeof(bytes)) || wire_get_u32(&r) != TOLD_MAGIC)
		return;
	for (size_t i = 0; i < KINDS; i++)
		told->at[i] = wire_get_u64(&r);
}

static int write_told(const struct telling *t, const struct usage *u, const struct told *told)
{
	unsigned char bytes[TOLD_SIZE] = {0};
	struct wire_writer w = {.data = bytes, .size = sizeof(bytes)};
	char name[HISTORY_NAME_SIZE + 8];

	wire_put_u32(&w, 0);
	wire_put_u32(&w, TOLD_MAGIC);
	for (size_t i = 0; i < KINDS; i++)
		wire_put_u64(&w, told->at[i]);
	block_seal(bytes, sizeof(bytes));
	told_name(u, name);
	return file_replace_lasting(t->dir, name, bytes, sizeof(bytes), 0600, false);
}

/* --- facts ---------------------------------------------------------------------------------------- */

/* Since then: times a limit was hit, or thousandths of it. */
static uint64_t measure(const struct usage *u, const struct kind *k, uint64_t since)
{
	uint64_t n = 0;

	for (size_t i = 0; i < u->count; i++) {
		const struct slot *s = &u->slots[i];
		const uint64_t share = s->share[k->gauge];

		if (s->start < since)
			continue;
		if (k->near)
			n = share != USAGE_UNKNOWN && share > n ? share : n;
		else if (s->amount[k->amount] < COUNTER_UNLIMITED && s->amount[k->amount] >= k->least)
			n += k->amount == COUNTER_THROTTLED_USEC ? 1 : s->amount[k->amount];
	}
	return n;
}

static bool is_due(const struct telling *t, const struct kind *k, uint64_t told)
{
	/* A clock that went back silences nobody. */
	return (k->near ? t->percent : t->faults) != VALUE_MAX &&
		(told > t->now || t->now - told >= t->every);
}

static bool is_fact(const struct telling *t, const struct kind *k, uint64_t n)
{
	return k->near ? n >= t->percent * 10 : n >= t->faults;
}

static void tell(struct telling *t, const struct usage *u, const struct kind *k, uint64_t n, uint64_t since)
{
	struct json *o = json_make_object();
	char *AUTO_FREE line = NULL;

	json_put_text(o, "fact", k->near ? "near" : "hit");
	json_put_text(o, "tenant", u->tenant.name);
	json_put_number(o, "uid", u->tenant.uid);
	json_put_text(o, "limit", k->limit);
	json_put_number(o, k->near ? "percent" : "times", (int64_t)(k->near ? n / 10 : n));
	json_put_number(o, "from", (int64_t)since);
	json_put_number(o, "to", (int64_t)t->now);
	line = json_line(o);
	hooks_run(&t->hooks, line);
}

static int tell_tenant(struct telling *t, const struct usage *u)
{
	uint64_t n[KINDS] = {0}, since[KINDS];
	struct told before, told;

	read_told(t, u, &before);
	told = before;
	for (size_t i = 0; i < KINDS; i++) {
		/* The piece of time in which it was told is told. */
		since[i] = t->now - t->every;
		if (before.at[i] > since[i] && before.at[i] <= t->now)
			since[i] = before.at[i];
		if (is_due(t, &kinds[i], before.at[i]))
			n[i] = measure(u, &kinds[i], since[i]);
		if (n[i] && is_fact(t, &kinds[i], n[i]))
			told.at[i] = t->now;
		else
			n[i] = 0;
	}
	if (!memcmp(&told, &before, sizeof(told)))
		return 0;
	if (write_told(t, u, &told) < 0) {
		say(HOSTEL_HISTORY "/%s.%u.told: %s", u->tenant.name, u->tenant.uid, strerror(errno));
		return -1;
	}
	for (size_t i = 0; i < KINDS; i++)
		if (n[i])
			tell(t, u, &kinds[i], n[i], since[i]);
	return 0;
}

/* [host] notify_... of hostel.ini. */
static int read_keys(struct telling *t)
{
	int AUTO_CLOSE config = config_open(t->cli);
	const struct policy_reader reader = config_reader(&config);
	struct problems problems = {0};
	struct policy host;

	if (config < 0)
		return EXIT_POLICY;
	if (policy_load_host(&host, &reader, &problems)) {
		say("hostel.ini does not tell when hooks are told");
		problems_say(&problems);
		return EXIT_POLICY;
	}
	t->percent = host.notify_percent;
	t->faults = host.notify_faults;
	t->every = host.notify_every;
	policy_free(&host);
	return EXIT_FINE;
}

static int tell_all(struct telling *t)
{
	struct period p = {.now = t->now, .since = t->now - t->every, .ring = RING_MINUTES};
	struct err e = ERR_NONE;
	struct usages all;
	int failed = 0, status;

	for (int i = RING_DAYS; i >= 0; i--)
		if (p.since + history_rings[i].length * history_rings[i].count >= p.now)
			p.ring = (enum ring)i;
	status = usages_read(NULL, &p, &all);
	if (!status && all.count) {
		t->dir = history_open(&e);
		if (t->dir < 0)
			say("%s", e.message);
		for (size_t i = 0; i < all.count && t->dir >= 0; i++)
			failed += tell_tenant(t, &all.v[i]) < 0;
		status = t->dir < 0 || failed ? EXIT_SYSTEM : EXIT_FINE;
		fd_close(&t->dir);
	}
	usages_free(&all);
	return status;
}

int notify_all(const struct cli *c)
{
	struct telling t = {.cli = c, .now = (uint64_t)time(NULL), .dir = -1};
	int status = EXIT_FINE;

	hooks_open(&t.hooks, c);
	if (t.hooks.count) {
		status = read_keys(&t);
		if (!status)
			status = tell_all(&t);
	}
	if (!status && t.hooks.failed)
		status = EXIT_PARTLY;
	hooks_free(&t.hooks);
	return status;
}
