/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: remove what ended sandboxes left behind.
 *
 * Logins go on meanwhile, so everything of a tenant is looked at and removed with their lock held, one
 * tenant's at a time, and what is shared while no login makes a sandbox (the lock "trees").
 * Mustn't: ask the name service, wait for a log daemon or a terminal, or look into a process's memory with
 * a lock that a login needs. Lock files stay: a login may be waiting on one.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fd.h"
#include "cgroup/find.h"
#include "cgroup/make.h"
#include "cli/collect.h"
#include "cli/config.h"
#include "cli/history.h"
#include "cli/json.h"
#include "cli/live.h"
#include "cli/output.h"
#include "command.h"
#include "gc_images.h"
#include "gc_kept.h"
#include "gc_network.h"
#include "gc_owners.h"
#include "gc_shared.h"
#include "gc_spool.h"
#include "gc_tools.h"
#include "gc_trees.h"
#include "host/charge.h"
#include "host/control.h"
#include "host/porch.h"
#include "host/record.h"
#include "host/skeleton.h"
#include "policy/names.h"
#include "talk/paths.h"

/* Numbered directories that nobody listens in. Returns how many are alive. */
static size_t remove_ended(struct gc *g, uint32_t uid, int tenant, const char *where)
{
	uint32_t *AUTO_FREE numbers = NULL;
	int n = live_numbers(tenant, ".", &numbers);
	size_t alive = 0;

	for (int i = 0; i < n; i++) {
		/* That nobody listens is known at once. */
		int AUTO_CONTROL fd = control_connect(uid, numbers[i], 1);
		char name[16];

		if (fd >= 0 || !control_has_ended(errno)) {
			alive++;
			continue;
		}
		snprintf(name, sizeof(name), "%u", numbers[i]);
		gc_remove_tree(g, tenant, where, name);
	}
	return alive;
}

static void remove_cgroups_below(struct gc *g, const char *base, const char *name)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	size_t n = cgroup_places(&g->cgroups, base, name, CGROUP_ALL, places);
	const struct timespec nap = {.tv_nsec = 50000000};
	struct err e = ERR_NONE;
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= gc_exists(AT_FDCWD, places[i].path);
	if (!any)
		return;
	/* hostel-init may be about to end: give it the time it takes. */
	for (int tries = 0; tries < 60 && !g->cli->dry_run; tries++) {
		e = ERR_NONE;
		if (cgroup_remove(&g->cgroups, base, name, &e) == 0 || e.code != EBUSY)
			break;
		nanosleep(&nap, NULL);
	}
	if (e.code) {
		say("%s", e.message);
		g->failed++;
		return;
	}
	for (size_t i = 0; i < n; i++)
		gc_tell(g, places[i].path);
}

static void remove_cgroup(struct gc *g, const char *base, const char *tenant)
{
	char login[CGROUP_NAME_SIZE];

	charge_name(login, tenant);
	remove_cgroups_below(g, base, tenant);
	remove_cgroups_below(g, base, login);
}

/* cgroups are named by accounts: that of a name which is another uid's now is the other's. */
static bool is_anothers(uint32_t uid, const char *name)
{
	const struct passwd *account = getpwnam(name);

	return account && account->pw_uid != uid;
}

/* A login that was killed before it wrote a record may have been below any owner. */
static void remove_owned(struct gc *g, const char *name)
{
	char **bases;
	const size_t count = gc_owners(g, &bases);

	for (size_t i = 0; i < count; i++)
		remove_cgroup(g, bases[i], name);
	gc_owners_free(bases, count);
}

/* `r`: zeros where there is no record. Then it is where a login would make it now, if anywhere. */
static void remove_cgroups(struct gc *g, uint32_t uid, int tenant, const struct record *r, const char *name)
{
	const char *base = *r->cgroup ? r->cgroup : g->base;
	char *AUTO_FREE left = record_left_read(tenant);
	char *save = NULL, *line = left ? strtok_r(left, "\n", &save) : NULL;

	if (name && is_anothers(uid, name))
		name = NULL;
	if (base && name)
		remove_cgroup(g, base, name);
	if (name && !*r->cgroup)
		remove_owned(g, name);
	/* Of logins before systemd's unit was started, which left no record. */
	if (base && name && !strcmp(cgroup_base(&g->cgroups, base), CGROUP_UNIT))
		remove_cgroup(g, CGROUP_PLAIN, name);
	for (; line; line = strtok_r(NULL, "\n", &save)) {
		char *slash = strrchr(line, '/');

		if (!slash || !policy_valid_name(slash + 1) || is_anothers(uid, slash + 1))
			continue;
		*slash = '\0';
		remove_cgroup(g, line, slash + 1);
	}
}

/* A tenant, and what the name service says, which is asked before the lock is taken. */
struct looked_at {
	uint32_t uid;
	int directory; /* t/UID */
	bool gone;
	char account[65];
	char where[STATE_DIR_SIZE];
	struct collected counters;
};

static void look_up(struct looked_at *t)
{
	struct passwd *account;

	errno = 0;
	account = getpwuid(t->uid);
	t->gone = !account && (!errno || errno == ENOENT || errno == ESRCH);
	if (account && policy_valid_name(account->pw_name))
		snprintf(t->account, sizeof(t->account), "%.64s", account->pw_name);
}

/* Everything of a tenant without a sandbox, but for the directory and its lock. True if nothing is left. */
static bool remove_tenant(struct gc *g, struct looked_at *t)
{
	const size_t failed = g->failed;
	struct err ignored = ERR_NONE;
	struct record r;
	const char *name;

	if (record_read(t->directory, &r, &ignored) <= 0 || !policy_valid_name(r.name))
		r = (struct record){0};
	name = *r.name ? r.name : *t->account ? t->account : NULL;
	/* What the kernel has counted goes with the cgroup. */
	if (name && !g->cli->dry_run) {
		const char *base = *r.cgroup ? r.cgroup : g->base;

		collect_counters(t->directory, &(struct tally_who){t->uid,
			{base ? &g->cgroups : NULL, base, name}, TELL_ALL}, &t->counters);
	}
	remove_cgroups(g, t->uid, t->directory, &r, name);
	gc_network(g, t->uid, t->directory);
	gc_remove_prefixed(g, t->directory, t->where, "base-", "new-base-", NULL);
	if (g->failed != failed)
		return false; /* they tell the next one where the rest is */
	gc_remove_prefixed(g, t->directory, t->where, "record", "record.new", NULL);
	gc_remove_prefixed(g, t->directory, t->where, "cgroups", "cgroups", NULL);
	return g->failed == failed;
}

/*
 * Login programs whose sandbox has ended. It can take seconds: with no other tenant's lock held, or some
 * who have agreed to be slow would keep everybody else out.
 */
static void clear_porch(struct gc *g, uint32_t uid)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE tenant = state_tenant(g->state, uid, &e);
	int AUTO_CLOSE locked = tenant < 0 ? -1 : gc_lock(g, tenant, &e);
	struct record r;

	if (locked >= 0 && record_read(tenant, &r, &e) > 0)
		(void)porch_clear(&r, UINT_MAX, &e); /* who is left is seen later */
}

/* With its record their porch would be forgotten. */
static int porch_is_clear(struct gc *g, int tenant, const char *where)
{
	struct err e = ERR_NONE;
	struct record r;

	if (g->cli->dry_run || record_read(tenant, &r, &e) <= 0 || porch_look(&r, &e) == 0)
		return 0;
	say("%s: %s: left alone", where, e.message);
	g->failed++;
	return -1;
}

static void remove_directory(struct gc *g, uint32_t uid)
{
	int AUTO_CLOSE all = openat(g->state, "t", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char name[16];

	snprintf(name, sizeof(name), "%u", uid);
	if (all >= 0)
		gc_remove_tree(g, all, HOSTEL_STATEDIR "/t", name);
}

static void look_with_lock(struct gc *g, struct looked_at *t)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE locked = t->directory < 0 ? -1 : gc_lock(g, t->directory, &e);

	if (locked < 0) {
		say("%s: %s: left alone", t->where, e.message);
		g->failed++;
	} else if (porch_is_clear(g, t->directory, t->where) < 0) {
		; /* left alone */
	} else if (remove_ended(g, t->uid, t->directory, t->where)) {
		gc_own_trees(g, t->uid, t->directory, t->where);
	} else {
		/* No login waits on the lock of an account that there is not. */
		if (remove_tenant(g, t) && t->gone)
			remove_directory(g, t->uid);
	}
}

static void look_at_tenant(struct gc *g, uint32_t uid)
{
	struct err e = ERR_NONE;
	struct looked_at t = {.uid = uid, .directory = state_tenant(g->state, uid, &e)};

	snprintf(t.where, sizeof(t.where), "%s/t/%u", HOSTEL_STATEDIR, uid);
	look_up(&t);
	gc_begin_telling(g);
	look_with_lock(g, &t);
	collect_publish(&t.counters);
	gc_show_told(g);
	fd_close(&t.directory);
}

static void collect(struct gc *g)
{
	uint32_t *AUTO_FREE uids = NULL;
	int n = live_numbers(g->state, "t", &uids);

	gc_kept(g);
	for (int i = 0; i < n && !g->cli->dry_run; i++)
		clear_porch(g, uids[i]);
	for (int i = 0; i < n; i++)
		look_at_tenant(g, uids[i]);
	gc_empty_owners(g);
	gc_shared(g);
	gc_spool(g);
}

static void report(struct gc *g)
{
	struct json *o;

	if (g->removed) {
		o = json_make_object();
		json_put_bool(o, "dry_run", g->cli->dry_run);
		json_put(o, "removed", g->removed);
		json_put_number(o, "failed", (int64_t)g->failed);
		json_finish(o);
	} else if (!g->count && !g->failed) {
		printf("nothing to remove\n");
	}
}

int cmd_gc(const struct cli *c, int count, char **operands)
{
	struct gc g = {.cli = c};
	struct err e = ERR_NONE;

	(void)count;
	(void)operands;
	if (!c->dry_run)
		history_come_by(c, false);
	g.state = live_state(&e);
	if (g.state < 0 && e.code != ENOENT) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	if (c->json)
		g.removed = json_make_array();
	if (g.state >= 0) {
		g.base = config_cgroup(c);
		if (cgroup_find(&g.cgroups, &e) < 0 || !g.base) {
			say("cgroups are left alone%s%s", e.code ? ": " : " where no record names them",
				e.message);
			g.failed++;
		}
		collect(&g);
	}
	gc_images(&g);
	report(&g);
	free(g.base);
	fd_close(&g.state);
	return g.failed ? EXIT_FAILED : EXIT_FINE;
}
