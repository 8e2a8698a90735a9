/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of limits: one row per knob, with its file in either version of cgroups.
 */
#include "cgroup/knobs.h"
#include "knobs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/cpu.h"
#include "cgroup/pools.h"
#include "effect.h"
#include "cgroup/owner.h"
#include "io.h"
#include "owner.h"
#include "policy/print.h"

#define TEXT_SIZE 512

struct knob;

/* What is written where: the value of one row for one tenant. */
struct setting {
	const struct knob *knob;
	const struct policy *policy;
	char directory[700];
	unsigned int weights; /* of io.weight: who heeds it */
	bool v2;
};

struct knob {
	enum field_id field;
	size_t offset; /* of its member in struct policy */
	enum cgroup_controller controller;
	bool always;		     /* the controller is needed even without a limit: it counts */
	const char *files[2];	     /* v1, v2; NULL: that version has none */
	bool (*asked)(const struct setting *s);			       /* more than a cgroup has by itself */
	void (*print)(const struct setting *s, char text[TEXT_SIZE]); /* NULL: io.max */
};

/* --- values ---------------------------------------------------------------------------------------- */

static const void *member(const struct setting *s)
{
	return (const char *)s->policy + s->knob->offset;
}

static uint64_t number(const struct setting *s)
{
	uint64_t value;

	memcpy(&value, member(s), sizeof(value));
	return value;
}

static void print_number(char text[TEXT_SIZE], uint64_t value, bool v2)
{
	if (value == VALUE_MAX)
		snprintf(text, TEXT_SIZE, "%s", v2 ? "max" : "-1");
	else
		snprintf(text, TEXT_SIZE, "%" PRIu64, value);
}

static void print_bytes(const struct setting *s, char text[TEXT_SIZE])
{
	print_number(text, pools_memory(number(s)), s->v2);
}

/* All sockets of the host have one pool of memory, which this does not leave to one tenant. */
static void print_sockets(const struct setting *s, char text[TEXT_SIZE])
{
	print_number(text, pools_sockets_share(pools_memory(number(s)), pools_sockets()), s->v2);
}

/* v1 has one limit of both: memory.memsw. */
static void print_swap(const struct setting *s, char text[TEXT_SIZE])
{
	uint64_t memory = pools_memory(s->policy->memory_max), swap = pools_memory(number(s));

	if (!s->v2 && swap != VALUE_MAX && memory != VALUE_MAX)
		swap += memory;
	print_number(text, swap, s->v2);
}

static void print_pids(const struct setting *s, char text[TEXT_SIZE])
{
	print_number(text, number(s), true); /* v1 took the word over */
}

static void print_count(const struct setting *s, char text[TEXT_SIZE])
{
	print_number(text, number(s), s->v2);
}

static void print_cpu(const struct setting *s, char text[TEXT_SIZE])
{
	const struct cgroup_cpu cpu = cgroup_cpu(number(s));
	char quota[TEXT_SIZE];

	print_number(quota, cpu.quota, s->v2);
	snprintf(text, TEXT_SIZE, s->v2 ? "%.32s %" PRIu64 : "%.32s", quota, cpu.period);
}

static void print_period(const struct setting *s, char text[TEXT_SIZE])
{
	print_number(text, cgroup_cpu(number(s)).period, s->v2);
}

/* cpu.shares: 1024 is what a weight of 100 is; kernel/sched/core.c takes 2 to 262144. */
static void print_weight(const struct setting *s, char text[TEXT_SIZE])
{
	uint64_t weight = number(s), shares = weight * 1024 / 100;

	print_number(text, s->v2 ? weight : shares < 2 ? 2 : shares > 262144 ? 262144 : shares, true);
}

static void print_cpuset(const struct setting *s, char text[TEXT_SIZE])
{
	if (policy_print_field(s->policy, s->knob->field, text, TEXT_SIZE) < 1)
		strcpy(text, "\n");
}

/* --- what a policy asks for ------------------------------------------------------------------------ */

static bool is_less_than_max(const struct setting *s)
{
	return number(s) != VALUE_MAX;
}

static bool is_more_than_none(const struct setting *s)
{
	return number(s) != 0;
}

static bool is_not_everybodys(const struct setting *s)
{
	return number(s) != 100;
}

static bool names_some(const struct setting *s)
{
	return *(const uint32_t *)member(s) != 0; /* count of a cpuset_list or io_list */
}

#define KNOB(ident) FIELD_##ident, offsetof(struct policy, ident)

static const struct knob knobs[] = {
	{KNOB(memory_max), CGROUP_MEMORY, true, {"memory.limit_in_bytes", "memory.max"},
		is_less_than_max, print_bytes},
	/* v1 counts socket buffers apart, those of UDP too, and only if told to: else they are the host's. */
	{KNOB(memory_max), CGROUP_MEMORY, true, {"memory.kmem.tcp.limit_in_bytes", NULL},
		NULL, print_sockets},
	{KNOB(memory_swap_max), CGROUP_MEMORY, true, {"memory.memsw.limit_in_bytes", "memory.swap.max"},
		is_less_than_max, print_swap},
	{KNOB(memory_high), CGROUP_MEMORY, true, {NULL, "memory.high"}, is_less_than_max,
		print_bytes},
	{KNOB(memory_low), CGROUP_MEMORY, true, {NULL, "memory.low"}, is_more_than_none,
		print_bytes},
	{KNOB(memory_oom_group), CGROUP_MEMORY, true, {NULL, "memory.oom.group"},
		is_more_than_none, print_count},
	{KNOB(pids_max), CGROUP_PIDS, true, {"pids.max", "pids.max"}, is_less_than_max,
		print_pids},
	{KNOB(cpu_max), CGROUP_CPU, true, {"cpu.cfs_period_us", NULL}, NULL, print_period},
	{KNOB(cpu_max), CGROUP_CPU, true, {"cpu.cfs_quota_us", "cpu.max"},
		is_less_than_max, print_cpu},
	{KNOB(cpu_weight), CGROUP_CPU, true, {"cpu.shares", "cpu.weight"},
		is_not_everybodys, print_weight},
	{KNOB(cpuset_cpus), CGROUP_CPUSET, false, {"cpuset.cpus", "cpuset.cpus"},
		names_some, print_cpuset},
	{KNOB(cpuset_mems), CGROUP_CPUSET, false, {"cpuset.mems", "cpuset.mems"},
		names_some, print_cpuset},
	{KNOB(io_max), CGROUP_IO, false, {"blkio.throttle.read_bps_device", "io.max"},
		names_some, NULL},
	{KNOB(io_weight), CGROUP_IO, false, {"blkio.bfq.weight", "io.weight"}, is_not_everybodys,
		print_count},
};

#define KNOBS (sizeof(knobs) / sizeof(knobs[0]))

unsigned int cgroup_asked(const struct policy *p)
{
	unsigned int mask = p->sum ? cgroup_asked(p->sum) : 0;

	for (size_t i = 0; i < KNOBS; i++) {
		const struct setting s = {.knob = &knobs[i], .policy = p};

		if (knobs[i].always || (knobs[i].asked && knobs[i].asked(&s)))
			mask |= 1U << knobs[i].controller;
	}
	return mask;
}

unsigned int cgroup_of_field(enum field_id id)
{
	for (size_t i = 0; i < KNOBS; i++)
		if (knobs[i].field == id)
			return 1U << knobs[i].controller;
	return 0;
}

/* --- writing --------------------------------------------------------------------------------------- */

static int complain(const struct setting *s, int code, const char *why, struct err *e)
{
	const struct field_info *f = policy_field(s->knob->field);
	char value[96];

	policy_print_field(s->policy, s->knob->field, value, sizeof(value));
	return err_rule(e, code, "[%s] %s = %s cannot be enforced on this host: %s", f->section, f->key,
		value, why);
}

static int put(const struct setting *s, const char *file, const char *text, struct err *e)
{
	char path[800];

	snprintf(path, sizeof(path), "%s/%s", s->directory, file);
	if (fd_put(AT_FDCWD, path, text) < 0)
		return err_set(e, errno, "%s: write %.40s to %s", policy_field(s->knob->field)->key, text,
			path);
	return 0;
}

/* memory.memsw is never below memory.limit: out of the way first, its own row comes behind. */
static void loosen(const struct setting *s)
{
	struct err ignored = ERR_NONE;

	if (!s->v2 && s->knob->field == FIELD_memory_max)
		put(s, "memory.memsw.limit_in_bytes", "-1", &ignored);
}

/* v2 takes any list, and where nothing of it is there the parent's holds. */
static int check_cpuset(const struct setting *s, struct err *e)
{
	int some = cgroup_effect_cpuset(s->directory, s->knob->files[1], member(s), e);

	return some ? some < 0 ? -1 : 0 : complain(s, ENODEV, "this host has none of these", e);
}

/* Protected is no more than the cgroups above are. */
static int check_low(const struct setting *s, const struct cgroup_leaf *leaf, struct err *e)
{
	const char *mount = leaf->cgroups->mounts[CGROUP_MEMORY].path;
	char who[CGROUP_WHO], why[CGROUP_WHO + 64];
	int granted = cgroup_effect_low(mount, leaf->base, pools_memory(number(s)), who, e);

	if (granted)
		return granted < 0 ? -1 : 0;
	snprintf(why, sizeof(why), "%s/memory.low is less (of systemd's: MemoryLow=)", who);
	return complain(s, EOPNOTSUPP, why, e);
}

/* What a knob cannot say in v1 although the file is there. */
static const char *unspeakable(const struct setting *s)
{
	if (s->knob->field == FIELD_memory_swap_max && !s->v2 && number(s) != VALUE_MAX &&
		s->policy->memory_max == VALUE_MAX)
		return "cgroup v1 bounds swap only together with memory: memory.max is needed, too";
	return NULL;
}

/* What the kernel's refusal of a value means. */
static int explain(const struct setting *s, struct err *e)
{
	const bool value = e->code == EINVAL || e->code == ERANGE;

	if (s->knob->print == print_cpuset && (value || e->code == EACCES || e->code == ENODEV))
		return complain(s, ENODEV, "this host has not all of these", e);
	if (s->knob->field == FIELD_io_weight && value)
		return complain(s, EOPNOTSUPP, "the IO scheduler takes no such weight; BFQ's end at 1000", e);
	if (e->code == ENOENT)
		return complain(s, ENOENT, "this kernel has no such limit", e);
	/* v1: the kernel has reclaimed what it could (mem_cgroup_resize_max()). */
	if (s->knob->controller == CGROUP_MEMORY && e->code == EBUSY)
		return complain(s, EBUSY, "the tenant has more in use, and it cannot be reclaimed", e);
	return -1;
}

/* The range of the one that is not in use is no matter. */
static int write_weight(const struct setting *s, const char *text, struct err *e)
{
	if (put(s, "io.bfq.weight", text, e) < 0 && (s->weights & WEIGHT_OF_BFQ))
		return -1;
	*e = ERR_NONE;
	if (put(s, s->knob->files[1], text, e) < 0 && (s->weights & WEIGHT_OF_IOCOST))
		return -1;
	*e = ERR_NONE;
	return 0;
}

static int write_value(const struct setting *s, struct err *e)
{
	const char *why = unspeakable(s);
	char text[TEXT_SIZE];

	if (why)
		return complain(s, EOPNOTSUPP, why, e);
	if (!s->knob->print)
		return cgroup_write_io(s->directory, s->v2, member(s), e);
	loosen(s);
	s->knob->print(s, text);
	return s->knob->field == FIELD_io_weight && s->v2 ? write_weight(s, text, e) :
							    put(s, s->knob->files[s->v2], text, e);
}

/* v1 takes no empty list: what the parent has is no limit. */
static int inherit(const struct setting *s, struct err *e)
{
	const char *file = s->knob->files[0];
	char path[800], text[4096] = "";

	snprintf(path, sizeof(path), "%s/../%s", s->directory, file);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return err_set(e, errno, "%s", path);
	return put(s, file, text, e);
}

/* Take back what an earlier policy may have set. */
static int reset(const struct setting *s, struct err *e)
{
	int result;

	/* A hierarchy of v1 that the policy does not need (any more); a file that is not there. */
	if (access(s->directory, F_OK) < 0)
		return 0;
	result = s->knob->print == print_cpuset && !s->v2 ? inherit(s, e) : write_value(s, e);
	if (result < 0 && e->code == ENOENT) {
		*e = ERR_NONE;
		return 0;
	}
	return result;
}

/* What only a tenant has, and what an owner has by the tenants in it. */
static bool is_left_out(const struct cgroup_leaf *leaf, const struct knob *k)
{
	return leaf->is_owner && (!policy_field(k->field)->sum || k->print == print_sockets);
}

/* Two rows of v1 where the kernel compares them with those above and below: written with the second. */
static bool is_shared_cpu(const struct cgroup_leaf *leaf, const struct setting *s)
{
	return !s->v2 && s->knob->field == FIELD_cpu_max && (leaf->is_owner || cgroup_owner_part(leaf->base));
}

static int write_asked(const struct cgroup_leaf *leaf, const struct setting *s, struct err *e)
{
	if (write_value(s, e) < 0)
		return explain(s, e);
	if (s->knob->field == FIELD_memory_low)
		return check_low(s, leaf, e);
	return s->knob->print == print_cpuset && s->v2 ? check_cpuset(s, e) : 0;
}

static int write_knob(const struct cgroup_leaf *leaf, struct setting *s, struct err *e)
{
	const struct cgroup_mount *m = &leaf->cgroups->mounts[s->knob->controller];
	const bool asked = s->knob->asked && s->knob->asked(s);
	char text[80];

	s->v2 = m->v2;
	if (is_left_out(leaf, s->knob))
		return 0;
	if (!m->found) {
		snprintf(text, sizeof(text), "no cgroup controller %s is mounted",
			cgroup_controller_name(s->knob->controller, true));
		return asked ? complain(s, ENODEV, text, e) : 0;
	}
	if (!s->knob->files[m->v2])
		return asked ? complain(s, EOPNOTSUPP, "cgroup v1 has no such limit", e) : 0;
	snprintf(s->directory, sizeof(s->directory), "%s/%s/%s", m->path, leaf->base, leaf->name);
	if (asked && s->knob->field == FIELD_io_weight) {
		s->weights = cgroup_effect_weight(m->path, m->v2, "/sys/block");
		if (!s->weights)
			return complain(s, EOPNOTSUPP,
				"no disk's IO scheduler knows weights (BFQ, or io.cost)", e);
	}
	if (!asked && leaf->fresh[s->knob->controller] && s->knob->asked)
		return 0; /* a new cgroup has that by itself, but for what v1 counts apart */
	if (is_shared_cpu(leaf, s))
		return s->knob->print == print_cpu
			? cgroup_owner_cpu(s->directory, leaf->is_owner, number(s), e) : 0;
	if (!asked)
		return s->knob->field == FIELD_memory_low ?
			       cgroup_take_low_back(m->path, leaf->base, leaf->name, e) :
			       reset(s, e);
	return write_asked(leaf, s, e);
}

static bool is_unavailable(int code)
{
	return code == ENOENT || code == ENODEV || code == EOPNOTSUPP;
}

int cgroup_write_knobs(const struct cgroup_leaf *leaf, const struct policy *p,
	struct cgroup_warnings *w, struct err *e)
{
	struct err first = ERR_NONE;

	w->count = 0;
	for (size_t i = 0; i < KNOBS; i++) {
		struct setting s = {.knob = &knobs[i], .policy = p};

		if (write_knob(leaf, &s, e) == 0)
			continue;
		if (p->when_unavailable != UNAVAILABLE_WARN || !is_unavailable(e->code)) {
			/* The rest all the same: one that cannot be put back must not keep the others up. */
			first = first.code ? first : *e;
			*e = ERR_NONE;
			continue;
		}
		if (w->count < CGROUP_WARNINGS_MAX)
			snprintf(w->text[w->count], sizeof(w->text[0]), "%.199s", e->message);
		w->count++;
		*e = ERR_NONE;
	}
	*e = first;
	return first.code ? -1 : 0;
}
