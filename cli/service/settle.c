/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs of a tenant's services, made what the policy says.
 */
#include "settle.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "policy/service.h"
#include "unit.h"

#define VIEWS_MAX UNITS_MAX

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

bool service_is_up(const struct service_view *v)
{
	return v->is.phase == SERVICE_STARTING || v->is.phase == SERVICE_RUNNING ||
	       v->is.phase == SERVICE_WAITING;
}

bool service_has_changed(const struct service_view *v)
{
	return service_is_up(v) && v->said && service_hash(v->said) != v->is.policy;
}

static int forget(uint32_t uid, const char *name)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE dir = service_state_open(uid, &e);
	char lock[SERVICE_NAME_MAX + 8];

	snprintf(lock, sizeof(lock), "%s.lock", name);
	if (dir >= 0 && (unlinkat(dir, name, 0) == 0 || errno == ENOENT) &&
		(unlinkat(dir, lock, 0) == 0 || errno == ENOENT))
		return 0;
	say("the state of service %s cannot be removed", name);
	return EXIT_SYSTEM;
}

static int end_one(const char *tenant, uint32_t uid, const struct service_view *v)
{
	char *AUTO_FREE unit = unit_name(tenant, v->name);

	/* One that has failed is stopped already, and stop forgets even that. */
	if (units_managed() && units_do("stop", &unit, 1) < 0)
		return EXIT_FAILED;
	return forget(uid, v->name);
}

int services_settle(const struct tenant *t)
{
	struct service_view *views = NULL;
	char *units[VIEWS_MAX];
	size_t count = 0, starting = 0;
	int status = 0;

	if (!units_managed())
		return 0;
	status = services_view(t, &views, &count);
	for (size_t i = 0; !status && i < count; i++)
		if (!views[i].said)
			status = end_one(t->account.name, t->account.uid, &views[i]);
		else if (views[i].is.phase == SERVICE_NEVER && views[i].said->enabled && !t->policy.suspended)
			units[starting++] = unit_name(t->account.name, views[i].name);
	if (starting && units_do("start", units, starting) < 0)
		status = EXIT_FAILED;
	for (size_t i = 0; i < starting; i++)
		free(units[i]);
	free(views);
	return status;
}

int services_end(const char *tenant, uint32_t uid)
{
	struct service_view *AUTO_FREE views = calloc(VIEWS_MAX, sizeof(*views));
	struct err e = ERR_NONE;
	size_t count = 0;
	int status = 0;

	if (!views)
		out_of_memory();
	if (view(uid, NULL, views, &count, &e) < 0) {
		say("%s: %s", tenant, e.message);
		return EXIT_SYSTEM;
	}
	for (size_t i = 0; i < count; i++) {
		const int n = end_one(tenant, uid, &views[i]);

		status = n ? n : status;
	}
	return status;
}
