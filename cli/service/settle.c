/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs of a tenant's services, made what the policy says.
 */
#include "settle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "cli/output.h"
#include "host/state.h"
#include "listener.h"
#include "policy/service.h"
#include "unit.h"

#define VIEWS_MAX SERVICES_KNOWN
#define LATE 5000 /* milliseconds; systemd starts it within one */
#define NAP_NANOSECONDS 20000000L
#define NAPS 250 /* five seconds */

_Static_assert(VIEWS_MAX <= UNITS_MAX, "all of them at once");

/* Their states, of which one may have no section any more. Returns how many, at most VIEWS_MAX. */
static size_t list_states(int dir, struct service_view *views)
{
	DIR *d = fdopendir(dup(dir));
	const struct dirent *entry;
	size_t n = 0;

	while (d && n < VIEWS_MAX && (entry = readdir(d)))
		if (*entry->d_name != '.' && !strchr(entry->d_name, '.'))
			snprintf(views[n++].name, sizeof(views->name), "%.*s", SERVICE_NAME_MAX,
				entry->d_name);
	if (d)
		closedir(d);
	return n;
}

static bool has_view(const struct service_view *views, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(views[i].name, name))
			return true;
	return false;
}

/* 0, or -1 with *e. `said` NULL: only what is. */
static int view(uint32_t uid, const struct policy *said, struct service_view *views, size_t *count,
	struct err *e)
{
	int AUTO_CLOSE dir = service_state_open(uid, e);
	size_t named = 0;

	if (dir < 0)
		return -1;
	for (size_t i = 0; said && i < said->service_sections.count; i++) {
		views[named].said = &said->service_sections.items[i];
		snprintf(views[named].name, sizeof(views->name), "%s", views[named].said->name);
		named++;
	}
	*count = named;
	struct service_view *AUTO_FREE states = calloc(VIEWS_MAX, sizeof(*states));

	if (!states)
		out_of_memory();
	for (size_t i = 0, n = list_states(dir, states); i < n && *count < VIEWS_MAX; i++)
		if (!has_view(views, named, states[i].name))
			views[(*count)++] = states[i];
	for (size_t i = 0; i < *count; i++)
		if (service_state_read(dir, views[i].name, &views[i].is, e) < 0)
			return -1;
	return 0;
}

int services_view(const struct tenant *t, struct service_view **views, size_t *count)
{
	struct err e = ERR_NONE;

	*views = calloc(VIEWS_MAX, sizeof(**views));
	if (!*views)
		out_of_memory();
	if (view(t->account.uid, &t->policy, *views, count, &e) == 0)
		return 0;
	say("%s: %s", t->account.name, e.message);
	free(*views);
	*views = NULL;
	return EXIT_SYSTEM;
}

size_t services_known(uint32_t uid, struct service_view views[SERVICES_KNOWN])
{
	struct err ignored = ERR_NONE;
	size_t count = 0;
	char path[STATE_DIR_SIZE];

	snprintf(path, sizeof(path), "%s/services/%u", HOSTEL_STATEDIR, uid);
	memset(views, 0, SERVICES_KNOWN * sizeof(*views));
	return access(path, F_OK) < 0 || view(uid, NULL, views, &count, &ignored) < 0 ? 0 : count;
}

bool service_is_up(const struct service_view *v)
{
	return v->is.phase == SERVICE_STARTING || v->is.phase == SERVICE_RUNNING ||
	       v->is.phase == SERVICE_WAITING;
}

bool service_has_changed(const struct service_view *v)
{
	return service_is_up(v) && v->said && service_hash(v->said) != v->is.policy;
}

/* Where nobody runs it any more. False: somebody does, for now. */
static bool forget(int dir, const char *name)
{
	char lock[SERVICE_NAME_MAX + 8];

	snprintf(lock, sizeof(lock), "%.*s.lock", SERVICE_NAME_MAX, name);
	if (!service_state_lock(dir, name))
		return false;
	unlinkat(dir, name, 0);
	unlinkat(dir, lock, 0);
	return true;
}

/* All are asked at once; those whose room is gone end with it. */
static int stop(const char *tenant, const struct service_view *views, size_t count)
{
	char *units[VIEWS_MAX];
	int status = 0;

	for (size_t i = 0; i < count; i++)
		units[i] = unit_name(tenant, views[i].name);
	if (count && units_managed() && units_do("stop --no-block", units, count) < 0)
		status = EXIT_FAILED;
	if (count && units_managed())
		units_reset(units, count);
	for (size_t i = 0; i < count; i++)
		free(units[i]);
	return status;
}

/* Enabled, and never started since the host came up; or its time is long over, and nobody starts it. */
static bool is_due(const struct service_view *v)
{
	const uint64_t now = now_milliseconds(CLOCK_BOOTTIME);

	return v->said->enabled && (v->is.phase == SERVICE_NEVER ||
				      (v->is.phase == SERVICE_WAITING && v->is.until + LATE < now));
}

int services_settle(const struct tenant *t, bool wait)
{
	const char *how = wait ? "start" : "start --no-block";

	struct service_view *views = NULL;
	char *units[VIEWS_MAX];
	size_t count = 0, starting = 0;
	int status = 0;

	if (!units_managed())
		return 0;
	status = services_view(t, &views, &count);
	for (size_t i = 0; !status && i < count; i++)
		if (!views[i].said)
			status = stop(t->account.name, &views[i], 1);
		else if (is_due(&views[i]) && !t->policy.suspended)
			units[starting++] = unit_name(t->account.name, views[i].name);
	if (starting && units_do(how, units, starting) < 0)
		status = EXIT_FAILED;
	for (size_t i = 0; i < starting; i++)
		free(units[i]);
	free(views);
	return status;
}

int services_stop(const char *tenant, uint32_t uid)
{
	struct service_view views[SERVICES_KNOWN];

	return stop(tenant, views, services_known(uid, views));
}

void services_forget(const char *tenant, uint32_t uid)
{
	const struct timespec nap = {.tv_nsec = NAP_NANOSECONDS};
	struct service_view views[SERVICES_KNOWN];
	const size_t n = services_known(uid, views);
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE dir = n ? service_state_open(uid, &ignored) : -1;

	for (size_t i = 0; dir >= 0 && i < n; i++)
		for (int k = 0; k < NAPS && !forget(dir, views[i].name); k++)
			nanosleep(&nap, NULL);
	if (n)
		listener_clear(tenant);
}
