/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel service start, stop, restart, status, logs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "cli/roster.h"
#include "cli/service/settle.h"
#include "cli/service/unit.h"
#include "service.h"

/* The services that a command line names. */
struct chosen {
	struct tenant tenant;
	struct service_view *views;
	size_t count, unit_count;
	char *units[UNITS_MAX];
};

static void release(struct chosen *ch)
{
	for (size_t i = 0; i < ch->unit_count; i++)
		free(ch->units[i]);
	free(ch->views);
	tenant_free(&ch->tenant);
}

static const struct service_view *find(const struct chosen *ch, const char *name)
{
	for (size_t i = 0; i < ch->count; i++)
		if (!strcmp(ch->views[i].name, name))
			return &ch->views[i];
	return NULL;
}

static void choose(struct chosen *ch, const char *name)
{
	ch->units[ch->unit_count++] = unit_name(ch->tenant.account.name, name);
}

/* Without names those for which `wanted` is true. 0, or an exit status. */
static int choose_all(struct chosen *ch, const struct cli *c, int count, char **operands,
	bool (*wanted)(const struct service_view *v))
{
	int AUTO_CLOSE config = config_open(c);
	int status = config < 0 ? EXIT_POLICY : tenant_load(&ch->tenant, operands[0], config);

	if (!status)
		status = services_view(&ch->tenant, &ch->views, &ch->count);
	for (int i = 1; !status && i < count; i++) {
		const struct service_view *v = find(ch, operands[i]);

		if (!v) {
			say("%s has no service %s: see hostel service list", operands[0], operands[i]);
			status = EXIT_NO_SUCH;
		} else if (ch->unit_count < UNITS_MAX) {
			choose(ch, v->name);
		}
	}
	for (size_t i = 0; !status && count == 1 && i < ch->count; i++)
		if (wanted(&ch->views[i]))
			choose(ch, ch->views[i].name);
	if (!status && !ch->unit_count)
		say("%s has no service for that: hostel service list %s", operands[0], operands[0]);
	return status;
}

static bool is_enabled(const struct service_view *v)
{
	return v->said && v->said->enabled && v->is.phase != SERVICE_RUNNING;
}

static bool is_any(const struct service_view *v)
{
	(void)v;
	return true;
}

static bool is_there(const struct service_view *v)
{
	return v->is.phase != SERVICE_NEVER;
}

static int act(const struct cli *c, int count, char **operands, const char *verb,
	bool (*wanted)(const struct service_view *v))
{
	struct chosen ch = {0};
	int status;

	if (!units_managed_or_say())
		return EXIT_HOST;
	status = choose_all(&ch, c, count, operands, wanted);
	if (!status && ch.unit_count && units_do(verb, ch.units, ch.unit_count) < 0)
		status = EXIT_FAILED;
	release(&ch);
	return status;
}

/* When the host comes up. They take turns: runner.c. */
static int start_all(const struct cli *c)
{
	int AUTO_CLOSE config = config_open(c);
	struct roster r = {0};
	int status = config < 0 ? EXIT_POLICY : roster_read(&r, config), failed = 0;

	for (size_t i = 0; !status && i < r.count; i++) {
		struct tenant t;

		if (!r.v[i].account || r.v[i].suspended)
			continue;
		if (tenant_load(&t, r.v[i].name, config) || services_settle(&t, false))
			failed = EXIT_PARTLY;
		tenant_free(&t);
	}
	roster_free(&r);
	return status ? status : failed;
}

int service_start(const struct cli *c, int count, char **operands)
{
	if (c->all != (count == 0)) {
		say(c->all ? "service start: --all is for every tenant: it goes without one"
			   : "service start: a tenant is missing: hostel service start TENANT, or --all");
		return EXIT_USAGE;
	}
	if (!c->all)
		return act(c, count, operands, "restart", is_enabled);
	return units_managed_or_say() ? start_all(c) : EXIT_HOST;
}

int service_stop(const struct cli *c, int count, char **operands)
{
	return act(c, count, operands, "stop", is_there);
}

int service_restart(const struct cli *c, int count, char **operands)
{
	return act(c, count, operands, "restart", is_there);
}

static int show(const struct cli *c, int count, char **operands, const char *const argv[])
{
	struct chosen ch = {0};
	int status;

	if (!units_managed_or_say())
		return EXIT_HOST;
	status = choose_all(&ch, c, count, operands, is_any);
	if (!status && ch.unit_count)
		status = units_exec(argv, ch.units, ch.unit_count) < 0 ? EXIT_SYSTEM : 0;
	release(&ch);
	return status;
}

int service_status(const struct cli *c, int count, char **operands)
{
	return show(c, count, operands, (const char *const[]){"systemctl", "status", "--no-pager", NULL});
}

int service_logs(const struct cli *c, int count, char **operands)
{
	return show(c, count, operands, c->follow
		? (const char *const[]){"journalctl", "-f", NULL}
		: (const char *const[]){"journalctl", "--no-pager", NULL});
}
