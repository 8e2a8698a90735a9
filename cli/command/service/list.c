/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel service list.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "base/fd.h"
#include "base/now.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/roster.h"
#include "cli/service/settle.h"
#include "service.h"

struct listing {
	struct table *table; /* or list */
	struct json *list;
};

static char *socket_of(const struct tenant *t, const struct service_view *v)
{
	if (!v->said || v->said->listen != LISTEN_UNIX)
		return text_of("%s", "");
	return text_of(HOSTEL_WEBDIR "/%s/%s.sock", t->account.name, v->name);
}

static char *state_text(const struct service_view *v)
{
	const uint64_t now = now_milliseconds(CLOCK_BOOTTIME);

	if (v->is.phase == SERVICE_WAITING && v->is.until > now)
		return text_of("waits %.1f s", (double)(v->is.until - now) / 1000);
	if (v->is.phase == SERVICE_FAILED && WIFSIGNALED(v->is.status))
		return text_of("failed: signal %d", WTERMSIG(v->is.status));
	if (v->is.phase == SERVICE_FAILED)
		return text_of("failed: status %d", WEXITSTATUS(v->is.status));
	return text_of("%s%s", service_phase_name(v->is.phase),
		service_has_changed(v) ? ", policy changed" : "");
}

static uint64_t since_of(const struct service_view *v)
{
	const uint64_t ago = (now_milliseconds(CLOCK_BOOTTIME) - v->is.since) / 1000;

	return v->is.phase == SERVICE_NEVER ? 0 : (uint64_t)time(NULL) - ago;
}

static void add_row(struct table *table, const struct tenant *t, const struct service_view *v)
{
	char *AUTO_FREE socket = socket_of(t, v), *AUTO_FREE state = state_text(v);
	char since[32] = "", restarts[16];

	if (since_of(v))
		print_time(since, sizeof(since), since_of(v));
	snprintf(restarts, sizeof(restarts), "%u", v->is.restarts);
	table_add(table, (const char *const[]){t->account.name, v->name, state, since, restarts,
				 !v->said ? "gone" : v->said->enabled ? "yes" : "no", socket});
}

static void put_status(struct json *o, const struct service_view *v)
{
	const bool ended = v->is.phase >= SERVICE_WAITING;

	if (ended && !WIFSIGNALED(v->is.status))
		json_put_number(o, "exit_status", WEXITSTATUS(v->is.status));
	else
		json_put_null(o, "exit_status");
	if (ended && WIFSIGNALED(v->is.status))
		json_put_number(o, "signal", WTERMSIG(v->is.status));
	else
		json_put_null(o, "signal");
}

static struct json *view_json(const struct tenant *t, const struct service_view *v)
{
	const uint64_t now = now_milliseconds(CLOCK_BOOTTIME);
	char *AUTO_FREE socket = socket_of(t, v);
	struct json *o = json_make_object();

	json_put_text(o, "tenant", t->account.name);
	json_put_text(o, "service", v->name);
	json_put_text(o, "state", service_phase_name(v->is.phase));
	if (since_of(v))
		json_put_number(o, "since", (int64_t)since_of(v));
	else
		json_put_null(o, "since");
	json_put_number(o, "restarts", v->is.restarts);
	if (v->is.phase == SERVICE_WAITING)
		json_put_number(o, "next_start_milliseconds",
			v->is.until > now ? (int64_t)(v->is.until - now) : 0);
	else
		json_put_null(o, "next_start_milliseconds");
	put_status(o, v);
	json_put_bool(o, "enabled", v->said && v->said->enabled);
	json_put_bool(o, "changed", service_has_changed(v));
	if (*socket)
		json_put_text(o, "socket", socket);
	else
		json_put_null(o, "socket");
	return o;
}

static int list_one(struct listing *l, const char *name, int config)
{
	struct service_view *AUTO_FREE views = NULL;
	struct tenant t;
	size_t count = 0;
	int status = tenant_load(&t, name, config);

	if (!status)
		status = services_view(&t, &views, &count);
	for (size_t i = 0; !status && i < count; i++)
		if (l->list)
			json_add(l->list, view_json(&t, &views[i]));
		else
			add_row(l->table, &t, &views[i]);
	tenant_free(&t);
	return status;
}

static int list_all(struct listing *l, int config)
{
	struct roster r = {0};
	int status = roster_read(&r, config), failed = 0;

	for (size_t i = 0; !status && i < r.count; i++)
		if (r.v[i].account && list_one(l, r.v[i].name, config))
			failed = EXIT_PARTLY;
	roster_free(&r);
	return status ? status : failed;
}

int service_list(const struct cli *c, int count, char **operands)
{
	static const struct column columns[] = {{"TENANT", false}, {"SERVICE", false}, {"STATE", false},
		{"SINCE", false}, {"RESTARTS", true}, {"ENABLED", false}, {"SOCKET", false}};
	struct table t = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL};
	struct listing l = {.table = &t, .list = c->json ? json_make_array() : NULL};
	int AUTO_CLOSE config = config_open(c);
	int status = config < 0       ? EXIT_POLICY
		     : count          ? list_one(&l, operands[0], config)
				      : list_all(&l, config);

	if (c->json)
		json_finish(l.list);
	else if (t.row_count)
		table_show(&t);
	else if (!status)
		say("there is no service: a section [service NAME] in a plan or a tenant's file makes one");
	table_free(&t);
	return status;
}
