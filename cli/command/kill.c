/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel kill: end a tenant's sandboxes, all generations, and the login programs on their porches.
 *
 * Should: ask first (hostel-init hangs up, terminates, and ends within [session] stop_timeout, so that
 * sessions see their end), then kill. Mustn't: kill anything that the kernel does not say to stand
 * in a namespace of this tenant's keeper; see processes.c.
 */
#include "kill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "cli/config.h"
#include "cli/json.h"
#include "cli/live.h"
#include "cli/net_tool.h"
#include "cli/output.h"
#include "cli/processes.h"
#include "command.h"
#include "host/control.h"
#include "host/limits.h"
#include "host/record.h"
#include "policy/defaults.h"
#include "talk/protocol.h"

#define END_MILLISECONDS 500 /* beyond [session] stop_timeout, for hostel-init to be gone */
#define NAP_NANOSECONDS 20000000L

struct victims {
	const struct live_tenant *tenant;
	struct processes processes;
	int32_t sandboxes[64]; /* pids of hostel-init found at first */
	size_t sandbox_count;
	size_t inside, porch;  /* how many other processes there were */
};

static uint64_t now(void)
{
	return now_milliseconds(CLOCK_MONOTONIC);
}

static void count(struct victims *v)
{
	for (size_t i = 0; i < v->processes.count; i++) {
		const struct process *p = &v->processes.v[i];

		if (p->inside != 1)
			*(p->inside ? &v->inside : &v->porch) += 1;
		else if (v->sandbox_count < sizeof(v->sandboxes) / sizeof(v->sandboxes[0]))
			v->sandboxes[v->sandbox_count++] = p->pid;
	}
}

/* The longest [session] stop_timeout that they were made with, in milliseconds. */
static uint64_t stop_timeout(const struct live_tenant *t)
{
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE state = live_state(&ignored);
	int AUTO_CLOSE tenant = state < 0 ? -1 : state_tenant(state, t->uid, &ignored);
	uint64_t longest = 0;

	for (size_t i = 0; tenant >= 0 && i < t->count; i++) {
		struct policy p;

		if (limits_remembered(tenant, t->sandboxes[i].number, &p, &ignored) <= 0)
			continue;
		longest = p.stop_timeout > longest ? p.stop_timeout : longest;
		policy_free(&p);
	}
	return longest * 1000;
}

uint64_t kill_ask(const struct live_tenant *t)
{
	const struct message stop = {.type = MESSAGE_STOP};

	for (size_t i = 0; i < t->count; i++) {
		/* One whose queue is full does not answer anyway. */
		int AUTO_CONTROL fd = control_connect(t->uid, t->sandboxes[i].number, 1);

		if (fd >= 0)
			message_send(fd, &stop);
	}
	return now() + stop_timeout(t) + END_MILLISECONDS;
}

/* Until nothing is left, or the time is over. 0, or -1 with *e. */
static int end_all(struct victims *v, uint64_t grace, unsigned seconds, struct err *e)
{
	const uint64_t end = now() + (uint64_t)seconds * 1000;
	const struct timespec nap = {.tv_nsec = NAP_NANOSECONDS};

	if (grace > end)
		grace = end;
	for (bool killed = false;;) {
		uint64_t time = now();

		if (processes_find(&v->processes, v->tenant->uid, e) < 0)
			return -1;
		if (!v->processes.count || (killed && time >= end))
			return 0;
		for (size_t i = 0; i < v->processes.count && time >= grace; i++) {
			process_kill(&v->processes, &v->processes.v[i]);
			killed = true;
		}
		nanosleep(&nap, NULL);
	}
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "es";
}

static void report(const struct victims *v)
{
	printf("%s: ", v->tenant->name);
	for (size_t i = 0; i < v->sandbox_count; i++)
		printf("%s%d", i ? ", " : v->sandbox_count > 1 ? "sandboxes " : "sandbox ",
			(int)v->sandboxes[i]);
	if (v->inside)
		printf("%s%zu process%s inside", v->sandbox_count ? " with " : "", v->inside,
			plural(v->inside));
	if (v->porch)
		printf("%s%zu process%s on the porch", v->sandbox_count || v->inside ? " and " : "",
			v->porch, plural(v->porch));
	printf(" ended\n");
}

static void report_json(const struct victims *v)
{
	struct json *o = json_make_object(), *sandboxes = json_make_array();
	struct json *left = json_make_array();

	for (size_t i = 0; i < v->sandbox_count; i++)
		json_add_number(sandboxes, v->sandboxes[i]);
	for (size_t i = 0; i < v->processes.count; i++) {
		struct json *p = json_make_object();

		json_put_number(p, "pid", v->processes.v[i].pid);
		json_put_text(p, "command", v->processes.v[i].command);
		json_add(left, p);
	}
	json_put_text(o, "tenant", v->tenant->name);
	json_put(o, "sandboxes", sandboxes);
	json_put_number(o, "inside", (int64_t)v->inside);
	json_put_number(o, "porch", (int64_t)v->porch);
	json_put(o, "left", left);
	json_finish(o);
}

static void say_left(const struct victims *v)
{
	char list[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < v->processes.count && used < sizeof(list) - 16; i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, " %d",
			(int)v->processes.v[i].pid);
	say("%s: %zu process%s will not end:%s", v->tenant->name, v->processes.count,
		plural(v->processes.count), list);
}

static int find_victims(struct victims *v, int state, struct err *e)
{
	if (processes_keepers(&v->processes, state, e) < 0)
		return -1;
	if (v->tenant->recorded)
		processes_keeper(&v->processes, v->tenant->record.keeper, v->tenant->uid);
	if (processes_find(&v->processes, v->tenant->uid, e) < 0)
		return -1;
	count(v);
	return 0;
}

/* What the host still has of it: links, rules, remembered connections, which would count for the next. */
static void leave_network(int tenant, uint32_t uid)
{
	char number[16], said[ERR_MESSAGE_SIZE] = "";

	if (faccessat(tenant, "net", F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	snprintf(number, sizeof(number), "%u", uid);
	if (net_tool("down", number, said, sizeof(said)))
		say("network of uid %u: %.*s", uid, (int)strcspn(said, "\n"), said);
}

/* 0: see v->processes for what is left; v->sandbox_count and the others say what there was. -1 with *e. */
static int end_tenant(struct victims *v, uint64_t grace, unsigned seconds, struct err *e)
{
	struct err busy = ERR_NONE;
	int AUTO_CLOSE state = live_state(e);
	int AUTO_CLOSE tenant = state < 0 ? -1 : state_tenant(state, v->tenant->uid, e);
	/* So that no login makes a new one meanwhile; one that keeps it is not waited for. */
	int AUTO_CLOSE lock = tenant < 0 ? -1 : state_lock(tenant, "lock", 1, &busy);

	if (tenant >= 0 && lock < 0)
		say("%s: %s: going on without it", v->tenant->name, busy.message);
	if (tenant < 0 || find_victims(v, state, e) < 0)
		return -1;
	if (v->processes.count && !grace)
		grace = kill_ask(v->tenant);
	if (v->processes.count && end_all(v, grace, seconds, e) < 0)
		return -1;
	if (lock >= 0 && !v->processes.count)
		leave_network(tenant, v->tenant->uid);
	return 0;
}

int kill_end(const struct live_tenant *t, uint64_t grace, unsigned seconds, struct err *e)
{
	struct victims v = {.tenant = t};
	int result = end_tenant(&v, grace, seconds, e);

	if (result == 0 && v.processes.count)
		result = err_rule(e, EBUSY, "%zu process%s will not end", v.processes.count,
			plural(v.processes.count));
	processes_free(&v.processes);
	return result;
}

static int say_none(const struct cli *c, const char *name)
{
	const int status = tenant_expect(c, name);

	if (status)
		return status;
	say("%s has no sandbox", name);
	return EXIT_NOT_RUNNING;
}

static int kill_tenant(const struct cli *c, const struct live_tenant *t)
{
	struct victims v = {.tenant = t};
	struct err e = ERR_NONE;
	int status = EXIT_FINE;

	if (end_tenant(&v, 0, c->timeout, &e) < 0) {
		say("%s", e.message);
		status = EXIT_SYSTEM;
	} else if (!v.sandbox_count && !v.inside && !v.porch) {
		status = say_none(c, t->name);
	} else {
		if (c->json)
			report_json(&v);
		else if (!v.processes.count)
			report(&v);
		if (v.processes.count) {
			say_left(&v);
			status = EXIT_BUSY;
		}
	}
	processes_free(&v.processes);
	return status;
}

int cmd_kill(const struct cli *c, int n, char **operands)
{
	struct err e = ERR_NONE;
	struct live l;
	int status;

	(void)n;
	if (live_read(&l, operands[0], &e) < 0) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	status = l.count ? kill_tenant(c, &l.tenants[0]) : say_none(c, operands[0]);
	live_free(&l);
	return status;
}
