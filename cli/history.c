/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A look at all tenants: counters as collected, what is in use, sessions, what went through the room's link.
 */
#include "history.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "base/now.h"
#include "collect.h"
#include "events/history.h"
#include "events/witness.h"
#include "host/process.h"
#include "host/state.h"
#include "live.h"
#include "output.h"
#include "policy/names.h"
#include "talk/paths.h"
#include "traffic.h"

#define LOCK_SECONDS 5
#define TWO_LOCKS 2

struct looking {
	int dir, state;
	uint64_t boot;
	const struct live *live;
	bool quiet;
	size_t failed;
};

bool history_due(void)
{
	int AUTO_CLOSE dir = open(HOSTEL_HISTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const uint64_t last = dir < 0 ? 0 : history_looked(dir), now = (uint64_t)time(NULL);

	/* A clock that went back is no reason to wait. */
	return now < last || now - last >= HISTORY_EVERY;
}

/* How long the tenant has had state: the locks are made at once, and never written. */
static uint64_t age_of(int state, uint32_t uid, uint64_t now)
{
	static const char *const locks[TWO_LOCKS] = {"lock", "counters.lock"};
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE tenant = state_tenant(state, uid, &ignored);
	uint64_t age = 0;

	for (int i = 0; i < TWO_LOCKS && tenant >= 0; i++) {
		struct stat st;
		uint64_t made;

		if (fstatat(tenant, locks[i], &st, AT_SYMLINK_NOFOLLOW) < 0 || st.st_mtim.tv_sec < 0)
			continue;
		made = (uint64_t)st.st_mtim.tv_sec * 1000 + (uint64_t)st.st_mtim.tv_nsec / 1000000;
		if (made < now && now - made > age)
			age = now - made;
	}
	return age;
}

/* Without a cgroup nothing is in use. */
static uint64_t in_use(uint64_t n, uint64_t leaf)
{
	return leaf ? n : 0;
}

static void look_at_counters(struct look *l, const struct collected *c)
{
	const struct cgroup_counters *n = &c->now;
	const uint64_t memory = n->leaf[CGROUP_MEMORY], pids = n->leaf[CGROUP_PIDS];

	for (size_t i = 0; i < COUNTERS; i++)
		l->raw[i] = c->tally.known & UINT64_C(1) << i ? c->tally.total[i] : COUNTER_UNKNOWN;
	for (size_t i = 0; i < REFUSALS; i++)
		l->raw[AMOUNT_REFUSED] += c->tally.refused[i];
	l->now[GAUGE_MEMORY] = in_use(n->memory, memory);
	l->now[GAUGE_SWAP] = in_use(n->swap, memory);
	l->now[GAUGE_PIDS] = in_use(n->pids, pids);
	l->now[GAUGE_CPU] = l->limit[GAUGE_SESSIONS] = COUNTER_UNKNOWN;
	l->limit[GAUGE_MEMORY] = memory ? n->memory_limit : COUNTER_UNKNOWN;
	l->limit[GAUGE_SWAP] = memory ? n->swap_limit : COUNTER_UNKNOWN;
	l->limit[GAUGE_PIDS] = pids ? n->pids_limit : COUNTER_UNKNOWN;
	l->limit[GAUGE_CPU] = n->leaf[CGROUP_CPU] ? n->cpu_limit : COUNTER_UNKNOWN;
	l->peak[0] = memory ? n->memory_peak : COUNTER_UNKNOWN;
	l->peak[1] = pids ? n->pids_peak : COUNTER_UNKNOWN;
	l->leaf[0] = memory;
	l->leaf[1] = pids;
}

static void look_at_room(struct look *l, const struct live *live, uint32_t uid)
{
	const struct live_tenant *t = live->tenants, *end = live->tenants + live->count;
	const struct live_sandbox *current;
	struct traffic traffic;

	l->raw[AMOUNT_RECEIVED] = l->raw[AMOUNT_SENT] = COUNTER_UNKNOWN;
	while (t < end && t->uid != uid)
		t++;
	if (t == end)
		return;
	for (size_t i = 0; i < t->count; i++)
		l->now[GAUGE_SESSIONS] += t->sandboxes[i].status.sessions;
	current = live_current(t);
	if (!current || !t->recorded)
		return;
	traffic_read(t, current, &traffic);
	if (!traffic.known)
		return;
	l->raw[AMOUNT_RECEIVED] = traffic.received;
	l->raw[AMOUNT_SENT] = traffic.sent;
	l->link = record_origin(&t->record);
}

/* What ran when a limit was hit; it takes the lock for a moment, and waits once for who holds it. */
static void keep_witnesses(const struct live *live)
{
	unsigned char bytes[WITNESS_MEMORY];

	for (size_t i = 0; i < live->count; i++) {
		const struct record *r = &live->tenants[i].record;
		struct err e = ERR_NONE;

		if (live->tenants[i].recorded && live_current(&live->tenants[i]) &&
			witness_fetch(r->pid, r->start, bytes) &&
			witness_keep(r->name, r->uid, record_origin(r), bytes, &e) < 0) {
			say("%s", e.message);
			if (e.code == ETIMEDOUT)
				return;
		}
	}
}

static void look_at_tenant(struct looking *g, const struct collected_tenant *t)
{
	struct look look = {.boot = g->boot, .uptime = now_milliseconds(CLOCK_BOOTTIME),
		.time = now_milliseconds(CLOCK_REALTIME)};
	struct err e = ERR_NONE;
	bool damaged = false;
	int result;

	/* An account whose name is another's by now: there is nothing to keep it under. */
	if (!policy_valid_name(t->name))
		return;
	look_at_counters(&look, &t->c);
	look_at_room(&look, g->live, t->uid);
	look.age = age_of(g->state, t->uid, look.time);
	/* Who comes by leaves what is damaged to hostel sample, which says so. */
	result = history_write(g->dir, t->name, t->uid, &look, g->quiet ? NULL : &damaged, &e);
	if (damaged)
		say(HOSTEL_HISTORY "/%s.%u: was damaged, or not root's alone: it is %s.%u.damaged now, "
			"and begun anew", t->name, t->uid, t->name, t->uid);
	if (result < 0)
		say("%s", e.message);
	g->failed += result < 0;
}

static int by_name(const void *a, const void *b)
{
	const struct history_tenant *one = a, *other = b;
	const int names = strcmp(one->name, other->name);

	return names ? names : one->uid < other->uid ? -1 : one->uid > other->uid;
}

int history_tenants(int dir, const char *name, struct history_tenant **tenants, struct err *e)
{
	const int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	size_t count = 0;

	*tenants = NULL;
	if (!entries) {
		err_set(e, errno, HOSTEL_HISTORY);
		if (copy >= 0)
			close(copy);
		return -1;
	}
	while ((entry = readdir(entries))) {
		struct history_tenant t;

		if (!history_whose(entry->d_name, t.name, &t.uid) || (name && strcmp(name, t.name)))
			continue;
		*tenants = reallocarray(*tenants, count + 1, sizeof(**tenants));
		if (!*tenants)
			out_of_memory();
		(*tenants)[count++] = t;
	}
	closedir(entries);
	if (count)
		qsort(*tenants, count, sizeof(**tenants), by_name);
	return (int)count;
}

/* Nobody has looked at them for longer than the longest ring: their account is gone. */
static void forget_old(int dir)
{
	const struct ring_shape *days = &history_rings[RING_DAYS];
	const time_t first = time(NULL) - (time_t)(days->length * days->count);
	struct history_tenant *AUTO_FREE tenants = NULL;
	struct err ignored = ERR_NONE;
	const int count = history_tenants(dir, NULL, &tenants, &ignored);

	for (int i = 0; i < count; i++) {
		char file[HISTORY_NAME_SIZE], path[HISTORY_NAME_SIZE + 16];
		struct stat st;

		history_file(tenants[i].name, tenants[i].uid, file);
		if (fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW) < 0 || st.st_mtime >= first)
			continue;
		for (size_t k = 0; history_ends[k]; k++) {
			snprintf(path, sizeof(path), "%s%s", file, history_ends[k]);
			unlinkat(dir, path, 0);
		}
	}
}

/* With everything that is to be written. */
static int write_all(struct looking *g, const struct collection *all)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE lock = -1;
	char boot[40];

	g->dir = history_open(&e);
	lock = g->dir < 0 ? -1 : history_lock(g->dir, true, g->quiet ? 0 : LOCK_SECONDS, &e);
	if (lock < 0 || boot_id(boot, &e) < 0) {
		say("%s", e.message);
		return e.code == ETIMEDOUT ? EXIT_BUSY : EXIT_SYSTEM;
	}
	g->boot = hash_more(HASH_START, boot, strlen(boot));
	for (size_t i = 0; i < all->count; i++)
		look_at_tenant(g, &all->v[i]);
	if (!g->quiet)
		forget_old(g->dir);
	if (history_looked_now(g->dir, &e) < 0) {
		say("%s", e.message);
		g->failed = true;
	}
	return g->failed ? EXIT_SYSTEM : EXIT_FINE;
}

static int look(const struct cli *c, bool quiet)
{
	struct looking g = {.dir = -1, .quiet = quiet};
	struct collector collector;
	struct collection all;
	struct live live;
	struct err e = ERR_NONE;
	int status = EXIT_FINE;

	collector_open(&collector, c);
	collect_all(&collector, TELL_SPACED, &all);
	g.state = collector.state;
	if (all.count && live_read(&live, NULL, &e) < 0) {
		say("%s", e.message);
		status = EXIT_SYSTEM;
	} else if (all.count) {
		keep_witnesses(&live);
		g.live = &live;
		status = write_all(&g, &all);
		live_free(&live);
	}
	fd_close(&g.dir);
	collection_free(&all);
	collector_close(&collector);
	return status;
}

void history_come_by(const struct cli *c, bool now)
{
	bool before;

	if (!now && !history_due())
		return;
	before = say_nothing(true);
	look(c, true);
	say_nothing(before);
	say_forget();
}

int history_look(const struct cli *c)
{
	return look(c, false);
}

