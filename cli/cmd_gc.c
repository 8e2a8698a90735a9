/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: remove what ended sandboxes left behind.
 *
 * Logins go on meanwhile, so everything of a tenant is looked at and removed with his lock held,
 * and what is shared only when the locks of all tenants and the one of the state are held: in the
 * order in which a login takes them. Lock files stay: a login may be waiting on one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "collect.h"
#include "config.h"
#include "gc.h"
#include "hostel/cgroup.h"
#include "hostel/charge.h"
#include "hostel/fd.h"
#include "hostel/paths.h"
#include "hostel/porch.h"
#include "hostel/skeleton.h"
#include "json.h"
#include "live.h"
#include "output.h"
#include "processes.h"

#define LOCK_SECONDS 2

void gc_tell(struct gc *g, const char *what)
{
	g->count++;
	if (g->removed)
		json_add_text(g->removed, what);
	else
		printf("%s%s\n", g->cli->dry_run ? "would remove " : "removed ", what);
}

void gc_remove_tree(struct gc *g, int dir, const char *where, const char *name)
{
	char *AUTO_FREE path = text_of("%s/%s", where, name);

	if (!g->cli->dry_run && tree_remove(dir, name) < 0) {
		say("%s: %s", path, strerror(errno));
		g->failed++;
		return;
	}
	gc_tell(g, path);
}

static bool begins(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Names below dir that begin with one of two prefixes; the second is that of a half-made one. */
static void remove_prefixed(struct gc *g, int dir, const char *where, const char *prefix,
	const char *half)
{
	struct dirent **names = NULL;
	int n = scandirat(dir, ".", &names, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (begins(names[i]->d_name, prefix) || begins(names[i]->d_name, half))
			gc_remove_tree(g, dir, where, names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

/* Numbered directories that nobody listens in. Returns how many are alive. */
static size_t remove_ended(struct gc *g, uint32_t uid, int tenant, const char *where)
{
	uint32_t *AUTO_FREE numbers = NULL;
	int n = live_numbers(tenant, ".", &numbers);
	size_t alive = 0;

	for (int i = 0; i < n; i++) {
		int AUTO_CLOSE fd = live_connect(uid, numbers[i]);
		char name[16];

		if (fd >= 0 || (errno != ECONNREFUSED && errno != ENOENT)) {
			alive++;
			continue;
		}
		snprintf(name, sizeof(name), "%u", numbers[i]);
		gc_remove_tree(g, tenant, where, name);
	}
	return alive;
}

bool gc_exists(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
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
	for (int tries = 0; tries < 20 && !g->cli->dry_run; tries++) {
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

static void remove_cgroups(struct gc *g, const char *tenant)
{
	/* Below CGROUP_PLAIN too: of logins before systemd's unit was started. */
	const char *bases[] = {g->base, CGROUP_PLAIN};
	size_t count = !g->base ? 0 : strcmp(g->base, CGROUP_UNIT) ? 1 : 2;
	char login[CGROUP_NAME_SIZE];

	charge_name(login, tenant);
	for (size_t i = 0; i < count; i++) {
		remove_cgroups_below(g, bases[i], tenant);
		remove_cgroups_below(g, bases[i], login);
	}
}

/* getpwuid(3), RETURN VALUE. */
bool gc_account_is_gone(uint32_t uid)
{
	errno = 0;
	return !getpwuid(uid) && (!errno || errno == ENOENT || errno == ESRCH);
}

/* Everything of a tenant without a sandbox, but for his directory and its lock. */
static void remove_tenant(struct gc *g, uint32_t uid, int tenant, const char *where)
{
	const struct collector collector = {-1, -1, g->base, g->cgroups};
	struct collected counters;
	struct err ignored = ERR_NONE;
	struct passwd *account;
	const char *name = NULL;
	struct record r;

	if (record_read(tenant, &r, &ignored) > 0 && policy_valid_name(r.name))
		name = r.name;
	else if ((account = getpwuid(uid)) && policy_valid_name(account->pw_name))
		name = account->pw_name;
	if (name) {
		/* What the kernel has counted goes with the cgroup. */
		if (!g->cli->dry_run)
			collect_tenant(&collector, tenant, uid, name, TELL_ALL, &counters);
		remove_cgroups(g, name);
	}
	gc_network(g, uid, tenant);
	remove_prefixed(g, tenant, where, "base-", "new-base-");
	remove_prefixed(g, tenant, where, "record", "record.new");
}

/*
 * Login programs whose sandbox has ended. It can take seconds: with no other tenant's lock held, or some
 * who have agreed to be slow would keep everybody else out.
 */
static void clear_porch(const struct gc *g, uint32_t uid)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE tenant = state_tenant(g->state, uid, &e);
	int AUTO_CLOSE lock = tenant < 0 ? -1 : state_lock(tenant, "lock", LOCK_SECONDS, &e);
	struct record r;

	if (lock >= 0 && record_read(tenant, &r, &e) > 0)
		(void)porch_clear(&r, &e); /* who is left is seen later */
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

static void remember(struct gc *g, uint32_t uid, int lock)
{
	g->uids = reallocarray(g->uids, g->uid_count + 1, sizeof(*g->uids));
	g->locks = reallocarray(g->locks, g->lock_count + 1, sizeof(*g->locks));
	if (!g->uids || !g->locks)
		out_of_memory();
	g->uids[g->uid_count++] = uid;
	if (lock >= 0)
		g->locks[g->lock_count++] = lock;
}

static void look_at_tenant(struct gc *g, uint32_t uid)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE tenant = state_tenant(g->state, uid, &e);
	int AUTO_CLOSE lock = tenant < 0 ? -1 : state_lock(tenant, "lock", LOCK_SECONDS, &e);
	int AUTO_CLOSE all = -1;
	char where[STATE_DIR_SIZE], name[16];

	snprintf(where, sizeof(where), "%s/t/%u", HOSTEL_STATEDIR, uid);
	if (lock < 0) {
		say("%s: %s: left alone", where, e.message);
		g->failed++;
		g->alive++;
		remember(g, uid, -1);
		return;
	}
	if (porch_is_clear(g, tenant, where) < 0 || remove_ended(g, uid, tenant, where)) {
		g->alive++;
		remember(g, uid, -1);
		return;
	}
	remove_tenant(g, uid, tenant, where);
	if (!gc_account_is_gone(uid)) {
		remember(g, uid, fd_take(&lock));
		return;
	}
	/* No login waits on the lock of an account that there is not. */
	snprintf(name, sizeof(name), "%u", uid);
	all = openat(g->state, "t", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (all >= 0)
		gc_remove_tree(g, all, HOSTEL_STATEDIR "/t", name);
	if (g->cli->dry_run)
		remember(g, uid, -1);
}

/* No tenant has appeared since: whoever does now waits for the state's lock, which is ours. */
static bool saw_everybody(const struct gc *g)
{
	uint32_t *AUTO_FREE uids = NULL;
	int n = live_numbers(g->state, "t", &uids);

	return n >= 0 && (size_t)n == g->uid_count &&
	       (!n || !memcmp(uids, g->uids, (size_t)n * sizeof(*uids)));
}

/* A uid is given back when its tenant's account is gone and nothing runs that it keeps. */
static void remove_keepers(struct gc *g)
{
	struct processes p;
	struct err e = ERR_NONE;
	int AUTO_CLOSE keepers = -1;

	if (processes_keepers(&p, g->state, &e) < 0 || processes_find(&p, 0, &e) < 0) {
		say("%s", e.message);
		g->failed++;
	}
	keepers = openat(g->state, "keepers", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	for (size_t i = 0; i < p.keeper_count && keepers >= 0 && !e.code; i++) {
		bool used = false;
		char name[16];

		for (size_t k = 0; k < p.count; k++)
			used |= p.v[k].uid == p.keepers[i].uid;
		if (used || !gc_account_is_gone(p.keepers[i].uid))
			continue;
		snprintf(name, sizeof(name), "%u", p.keepers[i].keeper);
		gc_remove_tree(g, keepers, HOSTEL_STATEDIR "/keepers", name);
	}
	processes_free(&p);
}

static void remove_shared(struct gc *g)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE lock = state_lock(g->state, "lock", LOCK_SECONDS, &e);

	if (lock < 0) {
		say("%s: %s: left alone", HOSTEL_STATEDIR, e.message);
		g->failed++;
		return;
	}
	if (!g->alive && saw_everybody(g)) {
		remove_prefixed(g, g->state, HOSTEL_STATEDIR, "etc-", "new-etc-");
		remove_prefixed(g, g->state, HOSTEL_STATEDIR, "programs-", "new-programs-");
		remove_prefixed(g, g->state, HOSTEL_STATEDIR, "key-programs-", "key-programs-");
	}
	remove_keepers(g);
	gc_networks(g);
}

static void collect(struct gc *g)
{
	uint32_t *AUTO_FREE uids = NULL;
	struct rlimit files;
	int n = live_numbers(g->state, "t", &uids);

	/* A lock per tenant is an open file. */
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	for (int i = 0; i < n && !g->cli->dry_run; i++)
		clear_porch(g, uids[i]);
	for (int i = 0; i < n; i++)
		look_at_tenant(g, uids[i]);
	remove_shared(g);
	for (size_t i = 0; i < g->lock_count; i++)
		close(g->locks[i]);
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
	g.state = live_state(&e);
	if (g.state < 0 && e.code != ENOENT) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	if (c->json)
		g.removed = json_make_array();
	if (g.state >= 0) {
		g.base = config_cgroup(c);
		if (!g.base || cgroup_find(&g.cgroups, &e) < 0) {
			say("cgroups are left alone%s%s", *e.message ? ": " : "", e.message);
			free(g.base);
			g.base = NULL;
			g.failed++;
		}
		collect(&g);
	}
	report(&g);
	free(g.locks);
	free(g.uids);
	free(g.base);
	fd_close(&g.state);
	return g.failed ? EXIT_FAILED : EXIT_FINE;
}
