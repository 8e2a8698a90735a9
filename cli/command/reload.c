/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel reload: the policies as they are now, for the sandboxes that are alive.
 *
 * Should: look at the whole policy first, then write what can change, all of a tenant's limits or none,
 * with the lock held, so that a login sees one or the other. Mustn't: let one tenant's mistake keep the
 * others from their limits.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/knobs.h"
#include "cgroup/owner.h"
#include "cli/config.h"
#include "cli/json.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/service/settle.h"
#include "cli/progress.h"
#include "command.h"
#include "host/control.h"
#include "host/limits_change.h"
#include "host/record.h"
#include "kill.h"
#include "policy/defaults.h"
#include "policy/encode.h"
#include "policy/print.h"
#include "reload.h"
#include "reload_outcome.h"
#include "talk/paths.h"

#define LOCK_SECONDS 5 /* for all locks together that others hold */

struct reload {
	const struct cli *cli;
	int config, state;
	struct json *list; /* with --json */
	size_t looked_at, told, failed;
	int failure; /* EXIT_x of the first that failed */
	unsigned waited; /* seconds, in vain, for locks */
};

/* One tenant, while it is looked at. */
struct turn {
	const struct live_tenant *live;
	struct tenant tenant;
	struct record record;
	struct policy old;
	int directory; /* t/UID */
	struct outcome outcome;
};

static char *value_of(const struct policy *p, enum field_id id)
{
	size_t size = (size_t)policy_print_field(p, id, NULL, 0) + 1;
	char *text = malloc(size);

	if (!text)
		out_of_memory();
	policy_print_field(p, id, text, size);
	return text;
}

/* A limit by a v1 controller that the sandbox's processes are not in cannot reach them. */
static enum field_effect effect_of(const struct turn *t, enum field_id id)
{
	const enum field_effect effect = policy_field(id)->effect;
	const unsigned int asked = cgroup_asked(&t->tenant.policy) & cgroup_of_field(id);

	return effect == EFFECT_LIMIT && asked & ~t->record.controllers ? EFFECT_ROOM : effect;
}

static void compare(struct turn *t)
{
	const struct policy *fresh = &t->tenant.policy;
	struct outcome *o = &t->outcome;

	for (unsigned int n = 0; n < FIELD_COUNT; n++) {
		enum field_id id = (enum field_id)n;

		if (policy_field(id)->scope != SCOPE_POLICY || policy_same(&t->old, fresh, id))
			continue;
		o->changes[o->change_count++] = (struct reload_change){id, effect_of(t, id),
			value_of(&t->old, id), value_of(fresh, id)};
	}
}

static void add_reason(struct outcome *o, const char *reason)
{
	if (o->reason_count < RELOAD_REASONS_MAX)
		o->reasons[o->reason_count++] = reason;
}

/* What no key of the policy says, and a new sandbox would have otherwise. */
static void find_reasons(struct turn *t)
{
	const struct policy *p = &t->tenant.policy;
	const struct account *a = &t->tenant.account;
	struct outcome *o = &t->outcome;
	struct err ignored = ERR_NONE; /* whoever writes limits finds it again */
	struct cgroups found;
	struct fitting f;
	char base[CGROUP_BASE_SIZE];

	cgroup_find(&found, &ignored);
	cgroup_base_of(&found, p, base);
	if (fitting_of(&f, p, a))
		out_of_memory();
	if (strcmp(t->record.name, a->name) || strcmp(t->record.home, a->home))
		add_reason(o, "the account's name or home directory");
	if (t->record.room != f.room && !outcome_count(o, EFFECT_ROOM))
		add_reason(o, "the account's groups or shell");
	if (strcmp(t->record.cgroup, base) && !strcmp(t->old.owner, p->owner))
		add_reason(o, "[host] cgroup");
	if (p->sum && cgroup_asked(p->sum) & ~t->record.controllers)
		add_reason(o, "a new kind of limit of the owner");
	for (size_t i = 0; i < t->live->count; i++)
		if (!t->live->sandboxes[i].recorded) {
			add_reason(o, "an older sandbox");
			return;
		}
}

/*
 * Were other limits of the owner written last? Then the record has not the hash of the tenant's own, as
 * remembered, with those of now.
 */
static bool owner_changed(struct turn *t)
{
	const struct policy *p = &t->tenant.policy;
	struct fitting f;

	if (!p->sum || t->record.limits == LIMITS_UNKNOWN || strcmp(t->old.owner, p->owner) ||
		!cgroup_is_of_owner(t->record.cgroup, p->owner))
		return false;
	t->old.sum = t->tenant.policy.sum;
	if (fitting_of(&f, &t->old, &t->tenant.account))
		out_of_memory();
	t->old.sum = NULL;
	return f.limits != t->record.limits;
}

#define CHANGE_MILLISECONDS 3000
#define RETIRE_MILLISECONDS 2000

static int change_limits(struct turn *t, struct err *e)
{
	struct limits_change c = {.how = LIMITS_FOLLOW, .tenant = t->directory, .record = &t->record,
		.account = &t->tenant.account, .policy = &t->tenant.policy, .porches = true,
		.milliseconds = CHANGE_MILLISECONDS};
	const int result = limits_change(&c, e);

	t->outcome.warnings = c.warnings;
	return result;
}

static int fail(struct turn *t, int status, const char *why)
{
	t->outcome.status = status;
	t->outcome.error = text_of("%s", why);
	return -1;
}

/* What the sandbox was made with. */
static int load(struct turn *t)
{
	struct err e = ERR_NONE;
	int n = record_read(t->directory, &t->record, &e);
	if (n > 0)
		n = limits_remembered(t->directory, t->record.number, &t->old, &e);
	if (n < 0)
		return fail(t, EXIT_SYSTEM, e.message);
	if (!n)
		add_reason(&t->outcome, "what another version of hostel made");
	return n;
}

static int apply(struct reload *g, struct turn *t)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE lock = -1;
	int n;

	if (live_current(t->live)) {
		/* Without the lock: a name service may take its time. */
		n = tenant_load(&t->tenant, t->live->name, g->config);
		if (n)
			return fail(t, n, "the sandbox keeps the limits it has");
		t->outcome.suspended = t->tenant.policy.suspended;
	}
	t->directory = state_tenant(g->state, t->live->uid, &e);
	lock = t->directory < 0 ? -1 : live_lock(t->directory, LOCK_SECONDS, &g->waited, &e);
	if (lock < 0)
		return fail(t, e.code == ETIMEDOUT ? EXIT_BUSY : EXIT_SYSTEM, e.message);
	if (!live_current(t->live)) { /* logins make a new one, whatever the policy says */
		add_reason(&t->outcome, "an older sandbox");
		return 0;
	}
	n = load(t);
	if (n <= 0)
		return n;
	compare(t);
	find_reasons(t);
	if (owner_changed(t))
		t->outcome.owner = t->tenant.policy.owner;
	if (g->cli->dry_run || (t->outcome.change_count == outcome_count(&t->outcome, EFFECT_ROOM) &&
				       !t->outcome.owner && t->record.limits != LIMITS_UNKNOWN))
		return 0;
	return change_limits(t, &e) < 0 ? fail(t, EXIT_HOST, e.message) : 0;
}

/* Those that are kept end: nobody is in. The others are not kept. */
static void retire(struct turn *t)
{
	bool left = false;

	for (size_t i = 0; i < t->live->count; i++)
		left |= control_retire(t->live->uid, t->live->sandboxes[i].number, RETIRE_MILLISECONDS) <= 0;
	t->outcome.restarted = !left;
}

static void restart(const struct reload *g, struct turn *t)
{
	struct err e = ERR_NONE;

	if (kill_end(t->live, 0, g->cli->timeout, &e) < 0)
		fail(t, e.code == EBUSY ? EXIT_BUSY : EXIT_SYSTEM, e.message);
	else
		t->outcome.restarted = true;
}

static void failed(struct reload *g, int status)
{
	if (!g->failed++)
		g->failure = status;
}

/* What runs goes on as it was started; what was never started, or is no more, is seen to. */
static void look_at_services(struct reload *g, const struct tenant *t)
{
	struct service_view *AUTO_FREE views = NULL;
	size_t count = 0;
	int status = services_view(t, &views, &count);

	for (size_t i = 0; !status && i < count && !g->list; i++)
		if (service_has_changed(&views[i])) {
			printf("%s: service %s goes on as it was started: hostel service restart %s %s\n",
				t->account.name, views[i].name, t->account.name, views[i].name);
			g->told++;
		}
	if (!status && !g->cli->dry_run)
		status = services_settle(t, false);
	if (status)
		failed(g, status);
}

static void reload_tenant(struct reload *g, const struct live_tenant *live)
{
	struct turn t = {.live = live, .directory = -1, .outcome = {.tenant = live->name}};

	progress("sandboxes", g->looked_at++);
	if (apply(g, &t) == 0 && !g->cli->dry_run &&
	    (t.outcome.suspended || outcome_needs_restart(&t.outcome)))
		retire(&t);
	if (!t.outcome.error && !t.outcome.restarted && g->cli->restart && !g->cli->dry_run &&
	    outcome_needs_restart(&t.outcome))
		restart(g, &t);
	if (g->list)
		json_add(g->list, outcome_json(&t.outcome));
	progress(NULL, 0);
	if (!g->list && outcome_print(&t.outcome, g->cli))
		g->told++;
	if (t.outcome.error)
		failed(g, t.outcome.status);
	else if (t.tenant.account.uid)
		look_at_services(g, &t.tenant);
	outcome_free(&t.outcome);
	policy_free(&t.old);
	tenant_free(&t.tenant);
	fd_close(&t.directory);
}

static void reload_all(struct reload *g, const struct live *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->tenants[i].count)
			reload_tenant(g, &l->tenants[i]);
}

/* One that was named: the policy is looked at without a sandbox, too. */
static int reload_named(struct reload *g, const char *name, struct err *e)
{
	struct tenant tenant;
	struct live l;
	int n = live_read(&l, name, e), status;

	if (n == 0 && l.count && l.tenants[0].count) {
		reload_tenant(g, &l.tenants[0]);
	} else if (n == 0) {
		status = tenant_load(&tenant, name, g->config);
		if (status)
			failed(g, status);
		else if (!g->list) {
			printf("%s has no sandbox: the next login goes by the policy\n", name);
			g->told++;
		}
		if (!status)
			look_at_services(g, &tenant);
		tenant_free(&tenant);
	}
	live_free(&l);
	return n;
}

static int status_of(const struct reload *g, bool one)
{
	if (!g->failed)
		return EXIT_FINE;
	return one ? g->failure : EXIT_PARTLY;
}

static int finish(struct reload *g, bool one)
{
	struct json *o;

	if (g->list) {
		o = json_make_object();
		json_put_bool(o, "dry_run", g->cli->dry_run);
		json_put(o, "tenants", g->list);
		json_put_number(o, "failed", (int64_t)g->failed);
		json_finish(o);
	} else if (!g->told && !g->failed) {
		printf("nothing has changed\n");
	}
	return status_of(g, one);
}

int reload_one(const struct cli *c, const char *name, struct json **answer)
{
	struct reload g = {.cli = c, .config = config_open(c), .state = -1};
	struct err e = ERR_NONE;
	struct live l = {0};
	int status = EXIT_SYSTEM;

	*answer = NULL;
	g.list = c->json ? json_make_array() : NULL;
	if (g.config >= 0)
		g.state = live_state(&e);
	if (e.code == ENOENT) {
		status = EXIT_FINE; /* nothing is alive */
	} else if (g.config >= 0 && g.state >= 0 && live_read(&l, name, &e) == 0) {
		reload_all(&g, &l);
		status = status_of(&g, name != NULL);
	}
	if (status == EXIT_SYSTEM && e.code)
		say("%s", e.message);
	live_free(&l);
	fd_close(&g.config);
	fd_close(&g.state);
	*answer = g.list;
	return status;
}

int cmd_reload(const struct cli *c, int count, char **operands)
{
	struct reload g = {.cli = c, .config = config_open(c), .state = -1};
	struct err e = ERR_NONE;
	struct live l = {0};
	int n = 0, status = EXIT_SYSTEM;

	if (g.config < 0)
		return EXIT_POLICY;
	g.state = live_state(&e);
	if (g.state < 0 && e.code == ENOENT)
		e = ERR_NONE; /* nothing is alive */
	g.list = c->json ? json_make_array() : NULL;
	for (int i = 0; i < count && !e.code; i++)
		n = reload_named(&g, operands[i], &e);
	if (!count && !e.code && (n = live_read(&l, NULL, &e)) == 0)
		reload_all(&g, &l);
	if (n < 0 || e.code)
		say("%s", e.message);
	else
		status = finish(&g, count ? count == 1 : g.looked_at == 1);
	live_free(&l);
	fd_close(&g.config);
	fd_close(&g.state);
	return status;
}
