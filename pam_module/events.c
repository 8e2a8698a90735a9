/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events and counters of a tenant: events/tally.h. What cannot be counted is no reason to refuse, or
 * to let in, anybody.
 */
#include "events.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/owner.h"
#include "events/journal.h"
#include "events/witness.h"
#include "host/record.h"
#include "host/state.h"

bool events_refused(const struct login *l, const struct denial *d, struct event *event)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = -1, AUTO_CLOSE tenant = -1;

	*event = event_make(EVENT_REFUSED_LOGIN, l->account.name, l->account.uid,
		refusal_name(d->why));
	event_text(event->detail, sizeof(event->detail), d->error.message);
	event_text(event->service, sizeof(event->service), l->service);
	event_text(event->from, sizeof(event->from), l->from);
	/* The name service did not say who it is, or gave a system's uid: there is nobody to count for. */
	if (geteuid() == 0 && !account_is_system(l->account.uid)) {
		state = state_open(&e);
		tenant = state < 0 ? -1 : state_tenant(state, l->account.uid, &e);
		if (tenant >= 0)
			tally_refused_login(tenant, d->why, event, &e);
	}
	return !journal_send(EVENT_JOURNAL, event);
}

static const enum counter watched[COUNTING_FILES] = {COUNTER_OOM_KILLS, COUNTER_PIDS_MAX, COUNTER_THROTTLED};

void counting_describe(const struct login *l, const struct cgroups *c, char *text, size_t size)
{
	char base[CGROUP_BASE_SIZE];
	const struct leaf leaf = {c, base, l->account.name};
	size_t used = 0;

	cgroup_base_of(c, &l->policy, base);
	*text = '\0';
	for (int i = 0; i < COUNTING_FILES && used < size; i++) {
		char path[640];

		counter_file(&leaf, watched[i], path, sizeof(path));
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ":" : "", path);
	}
}

static uint64_t read_counter(const struct counting *w, int i)
{
	char text[1024];
	ssize_t n = pread(w->files[i], text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return counter_in(text, watched[i]);
}

void counting_begin(struct counting *w, const struct record *r, int tenant, bool look)
{
	const char *files = r->events;
	struct tally tally;

	*w = COUNTING_NONE;
	w->uid = r->uid;
	w->name = strdup(r->name);
	w->cgroup = strdup(r->cgroup);
	w->witness = witness_open(r->pid);
	w->origin = record_origin(r);
	if (look)
		tally_read(tenant, &tally);
	w->due = !look || !*files || tally_owes(&tally);
	for (int i = 0; i < COUNTING_FILES && !w->due; i++) {
		const size_t length = strcspn(files, ":");
		char path[640];

		snprintf(path, sizeof(path), "%.*s", (int)length, files);
		files += length + (files[length] == ':');
		if (!length)
			continue; /* nothing counts it here */
		w->files[i] = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		w->last[i] = tally.last[watched[i]];
		/* Below it: a new cgroup, in which as many again would look like nothing new. */
		w->due |= w->files[i] < 0 || read_counter(w, i) < w->last[i];
	}
}

bool counting_due(const struct counting *w)
{
	bool due = w->due;

	for (int i = 0; i < COUNTING_FILES && !due; i++)
		due = w->files[i] >= 0 && read_counter(w, i) != w->last[i];
	return w->name && due;
}

void events_collect(const struct counting *w, void (*tell)(void *context, const struct event *e),
	void *context)
{
	struct err e = ERR_NONE;
	struct cgroups cgroups;
	const struct tally_who who = {w->uid, {&cgroups, w->cgroup, w->name}, TELL_ALL};
	unsigned char bytes[WITNESS_MEMORY];
	struct collected c;
	int AUTO_CLOSE state = -1, AUTO_CLOSE tenant = -1;

	if (!w->name || !w->cgroup || cgroup_find(&cgroups, &e) < 0)
		return;
	state = state_open(&e);
	tenant = state < 0 ? -1 : state_tenant(state, w->uid, &e);
	if (tenant < 0)
		return;
	if (witness_copy(w->witness, bytes))
		witness_keep(w->name, w->uid, w->origin, bytes, &e);
	if (tally_collect(tenant, &who, &c, &e) < 0)
		return;
	for (size_t i = 0; i < c.count; i++)
		if (!journal_send(EVENT_JOURNAL, &c.events[i]))
			tell(context, &c.events[i]);
}

void events_before_removal(const struct login *l, int tenant, const struct leaf *leaf)
{
	const struct tally_who who = {l->account.uid, *leaf, TELL_NOTHING};
	struct err ignored = ERR_NONE;
	struct collected collected;

	tally_collect(tenant, &who, &collected, &ignored);
}

void counting_free(struct counting *w)
{
	free(w->name);
	free(w->cgroup);
	for (int i = 0; i < COUNTING_FILES; i++)
		fd_close(&w->files[i]);
	fd_close(&w->witness);
	*w = COUNTING_NONE;
}
