/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel counts in a tenant's cgroup. Documentation/admin-guide/cgroup-v2.rst (memory.events,
 * pids.events, cpu.stat, io.stat, memory.swap.current), cgroup-v1/memory.rst (memsw), pids.rst, cpuacct.rst
 * and blkio-controller.rst, scheduler/sched-bwc.rst, accounting/psi.rst.
 */
#ifndef HOSTEL_CGROUP_COUNTERS_H
#define HOSTEL_CGROUP_COUNTERS_H

#include <stdint.h>

#include "cgroup/find.h"

#define COUNTER_UNKNOWN UINT64_MAX   /* this host, or this cgroup, does not tell */
#define COUNTER_UNLIMITED (UINT64_MAX - 1)

/* They only grow as long as the directory lives. */
enum counter {
	COUNTER_OOM_KILLS,      /* processes that were killed */
	COUNTER_MEMORY_MAX,     /* times that memory.max was run into; mostly caches that are dropped then */
	COUNTER_MEMORY_HIGH,    /* the same of memory.high; v2 */
	COUNTER_PIDS_MAX,       /* processes and threads that were refused */
	COUNTER_THROTTLED,      /* periods of cpu.max in which the time was used up */
	COUNTER_THROTTLED_USEC, /* microseconds of processors that were held back */
	COUNTER_CPU_USEC,
	COUNTER_IO_READ,        /* bytes; where the policy has a limit of [resources] io.* only */
	COUNTER_IO_WRITTEN,
	COUNTER_IO_READS,       /* operations; as above */
	COUNTER_IO_WRITES,
	COUNTER_CPU_PRESSURE,   /* microseconds in which some task waited: the total of "some", v2 */
	COUNTER_MEMORY_PRESSURE,
	COUNTER_IO_PRESSURE,
	COUNTERS
};

/* A tenant's leaf in all hierarchies. */
struct leaf {
	const struct cgroups *cgroups;
	const char *base, *name;
};

struct cgroup_counters {
	uint64_t leaf[CGROUP_CONTROLLERS]; /* inode of the directory that a controller counts in, 0: none */
	uint64_t n[COUNTERS];
	/* As they are now. */
	uint64_t memory, memory_peak, memory_limit, pids, pids_peak, pids_limit;
	uint64_t swap, swap_limit; /* bytes, without memory */
	uint64_t cpu_limit;        /* thousandths of a processor */
};

/* "oom_kills", ...: stable names, for files and JSON. */
const char *counter_name(enum counter counter);
enum cgroup_controller counter_controller(enum counter counter);

/* The file of one, or "" if nothing counts it here; and what such a file says, or COUNTER_UNKNOWN. */
void counter_file(const struct leaf *leaf, enum counter counter, char *path, size_t size);
uint64_t counter_in(const char *text, enum counter counter);

/* Read all of them. A file that is missing makes what it tells unknown; nothing is an error. */
void cgroup_counters_read(const struct leaf *leaf, struct cgroup_counters *c);

#endif
