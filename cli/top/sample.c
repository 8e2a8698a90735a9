/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel says of every tenant. accounting/psi.rst
 */
#include "sample.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fd.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/traffic.h"

static const char *const pressures[PRESSURES] = {"cpu", "memory", "io"};

uint32_t pressure_in(const char *text)
{
	const char *at = strstr(text, "some avg10=");
	unsigned whole, part;

	if (!at || sscanf(at, "some avg10=%u.%2u", &whole, &part) != 2 || whole > 100)
		return PRESSURE_UNKNOWN;
	return whole * 100 + part;
}

/* A file of the tenant's cgroup: true if it could be read. */
static bool read_file(const struct leaf *l, enum cgroup_controller controller, const char *file, char *text,
	size_t size)
{
	const struct cgroup_mount *m = &l->cgroups->mounts[controller];
	char path[800];

	if (!m->found || snprintf(path, sizeof(path), "%s/%s/%s/%s", m->path, l->base, l->name, file) >=
				 (int)sizeof(path))
		return false;
	return fd_get(AT_FDCWD, path, text, size) > 0;
}

static void read_pressure(const struct leaf *l, uint32_t to[PRESSURES])
{
	static const enum cgroup_controller where[PRESSURES] = {CGROUP_CPU, CGROUP_MEMORY, CGROUP_IO};
	char file[32], text[256];

	for (int i = 0; i < PRESSURES; i++) {
		snprintf(file, sizeof(file), "%s.pressure", pressures[i]);
		to[i] = l->cgroups->mounts[where[i]].v2 && read_file(l, where[i], file, text, sizeof(text))
			? pressure_in(text) : PRESSURE_UNKNOWN;
	}
}

static void read_host(uint32_t to[PRESSURES])
{
	char path[32], text[256];

	for (int i = 0; i < PRESSURES; i++) {
		snprintf(path, sizeof(path), "/proc/pressure/%s", pressures[i]);
		to[i] = fd_get(AT_FDCWD, path, text, sizeof(text)) > 0 ? pressure_in(text) : PRESSURE_UNKNOWN;
	}
}

static uint64_t now_microseconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void read_tenant(const struct cgroups *found, const struct live_tenant *t,
	const struct live_sandbox *current, struct tenant_sample *s)
{
	const struct leaf leaf = {found, t->record.cgroup, t->record.name};
	struct traffic traffic;

	*s = (struct tenant_sample){.uid = t->uid, .silent = current->silent, .kept = current->status.kept,
		.lingering = current->status.lingering};
	snprintf(s->name, sizeof(s->name), "%s", t->name);
	snprintf(s->plan, sizeof(s->plan), "%s", t->record.plan);
	cgroup_owner_name(t->record.cgroup, s->owner);
	for (size_t i = 0; i < t->count; i++)
		s->sessions += t->sandboxes[i].status.sessions;
	s->when = now_microseconds();
	cgroup_counters_read(&leaf, &s->counters);
	read_pressure(&leaf, s->pressure);
	traffic_read(t, current, &traffic);
	s->received = traffic.known ? traffic.received : COUNTER_UNKNOWN;
	s->sent = traffic.known ? traffic.sent : COUNTER_UNKNOWN;
}

static int by_uid(const void *a, const void *b)
{
	const struct tenant_sample *one = a, *other = b;

	return one->uid < other->uid ? -1 : one->uid > other->uid;
}

int sample_read(struct sample *s, const char *owner, struct err *e)
{
	struct cgroups found;
	struct live l;

	*s = (struct sample){0};
	if (cgroup_find(&found, e) < 0 || live_read(&l, NULL, e) < 0)
		return -1;
	if (owner)
		live_keep_owned(&l, owner);
	s->v = calloc(l.count + 1, sizeof(*s->v));
	if (!s->v)
		out_of_memory();
	s->when = now_microseconds();
	read_host(s->pressure);
	for (size_t i = 0; i < l.count; i++) {
		const struct live_sandbox *current = live_current(&l.tenants[i]);

		if (current && l.tenants[i].recorded)
			read_tenant(&found, &l.tenants[i], current, &s->v[s->count++]);
	}
	qsort(s->v, s->count, sizeof(*s->v), by_uid);
	live_free(&l);
	return 0;
}

void sample_free(struct sample *s)
{
	free(s->v);
	*s = (struct sample){0};
}
