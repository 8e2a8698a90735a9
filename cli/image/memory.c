/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Made as a tenant's is, with another policy.
 */
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/counters.h"
#include "cgroup/make.h"
#include "policy/defaults.h"

static int make(struct memory *m, struct policy *p, struct err *e)
{
	struct cgroup_warnings none = {0};

	/* Without swap, where the kernel bounds that: it is the host's. */
	p->memory_swap_max = 0;
	if (cgroup_make(&m->cgroups, m->base, m->name, p, &none, e) == 0)
		return 0;
	*e = ERR_NONE;
	p->memory_swap_max = VALUE_MAX;
	return cgroup_make(&m->cgroups, m->base, m->name, p, &none, e);
}

int memory_begin(struct memory *m, char *base, uint64_t bytes, struct err *e)
{
	struct policy p;
	int result;

	*m = (struct memory){.base = base};
	snprintf(m->name, sizeof(m->name), MEMORY_PREFIX "%d", (int)getpid());
	if (cgroup_find(&m->cgroups, e) < 0)
		return -1;
	if (policy_init(&p))
		return err_set(e, ENOMEM, "a policy");
	p.memory_max = bytes;
	p.pids_max = p.cpu_max = VALUE_MAX; /* RLIMIT_NPROC bounds them */
	result = make(m, &p, e);
	m->count = cgroup_places(&m->cgroups, base, m->name, cgroup_needed(&m->cgroups, &p), m->places);
	policy_free(&p);
	return result;
}

int memory_enter(const struct memory *m, struct err *e)
{
	for (size_t i = 0; i < m->count; i++) {
		char path[sizeof(m->places[i].path) + 16];

		snprintf(path, sizeof(path), "%s/cgroup.procs", m->places[i].path);
		if (fd_put(AT_FDCWD, path, "0") < 0)
			return err_set(e, errno, "%s", path);
	}
	return 0;
}

bool memory_ran_out(const struct memory *m)
{
	const struct leaf leaf = {&m->cgroups, m->base, m->name};
	struct cgroup_counters c;

	if (!m->base)
		return false;
	cgroup_counters_read(&leaf, &c);
	return c.n[COUNTER_OOM_KILLS] != COUNTER_UNKNOWN && c.n[COUNTER_OOM_KILLS] > 0;
}

void memory_end(struct memory *m)
{
	struct err ignored = ERR_NONE; /* what is left is for hostel gc */

	if (m->base)
		(void)cgroup_remove(&m->cgroups, m->base, m->name, &ignored);
	free(m->base);
	m->base = NULL;
}
