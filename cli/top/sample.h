/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel says of every tenant that is in, at one moment.
 */
#ifndef CLI_TOP_SAMPLE_H
#define CLI_TOP_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cgroup/counters.h"
#include "cgroup/owner.h"

/* psi.rst: the share of the last ten seconds in which some task waited for it, in hundredths of a percent. */
enum pressure { PRESSURE_CPU, PRESSURE_MEMORY, PRESSURE_IO, PRESSURES };
#define PRESSURE_UNKNOWN UINT32_MAX

struct tenant_sample {
	uint32_t uid, sessions;
	char name[65], plan[65], owner[CGROUP_OWNER_SIZE];
	bool silent, kept, lingering;
	uint64_t when; /* CLOCK_MONOTONIC, microseconds: what is below was read */
	struct cgroup_counters counters;
	uint64_t received, sent; /* bytes of the room's link, or COUNTER_UNKNOWN */
	uint32_t pressure[PRESSURES];
};

struct sample {
	uint64_t when; /* as above; of all of it */
	uint32_t pressure[PRESSURES]; /* the host's */
	size_t count;
	struct tenant_sample *v; /* by uid */
};

/* Of tenants with a living room, or only an owner's (NULL: all). 0, or -1 with *e. Free it. */
int sample_read(struct sample *s, const char *owner, struct err *e);
void sample_free(struct sample *s);

/* "some avg10" of such a file's text, or PRESSURE_UNKNOWN. */
uint32_t pressure_in(const char *text);

#endif
