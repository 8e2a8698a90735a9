/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cgroup of one import, beside those of tenants: it bounds the memory of all its sandboxes' processes.
 */
#ifndef CLI_IMAGE_MEMORY_H
#define CLI_IMAGE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cgroup/find.h"

/* No account's name begins like this; the rest is the process that imports. */
#define MEMORY_PREFIX "~import."

struct memory {
	struct cgroups cgroups;
	char *base; /* of the configuration; NULL: there is nothing */
	char name[32];
	struct cgroup_place places[CGROUP_CONTROLLERS];
	size_t count;
};

/* Make it, with so many bytes. `base` is taken over. 0, or -1 with *e. memory_end() in either case. */
int memory_begin(struct memory *m, char *base, uint64_t bytes, struct err *e);

/* The calling process, single-threaded, and what it starts are in it from now on. 0, or -1 with *e. */
int memory_enter(const struct memory *m, struct err *e);

/* Has the kernel killed anything in it for want of memory? */
bool memory_ran_out(const struct memory *m);

/* Nothing is in it any more: remove it. */
void memory_end(struct memory *m);

#endif
