/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All limits of a process, setrlimit(2): those that a program was started with, and room for its own work.
 */
#ifndef HOSTEL_RLIMITS_H
#define HOSTEL_RLIMITS_H

#include <sys/resource.h>

#define RLIMITS_COUNT 16 /* RLIM_NLIMITS of Linux; musl has another number */

/* Enough for our programs: a sandbox that is being made needs some hundred descriptors, for mounts. */
#define RLIMITS_STACK (8UL << 20) /* _STK_LIM of the kernel: what everybody has */
#define RLIMITS_DESCRIPTORS 4096

struct rlimits {
	struct rlimit v[RLIMITS_COUNT];
};

/* Those of this process. 0, or -1 with errno. */
int rlimits_read(struct rlimits *r);

/*
 * Set one, or what comes next to it: without CAP_SYS_RESOURCE no hard limit can be raised, and the present
 * one holds. 0, or -1 with errno.
 */
int rlimits_set(int which, struct rlimit want);

/*
 * Raise what is in the way of the caller's own work (file size, memory, descriptors), as far as it may.
 * *before: as they were, for rlimits_put_back(). Where they cannot be read both do nothing.
 */
void rlimits_lift(struct rlimits *before);
void rlimits_put_back(const struct rlimits *before);

/* The lower of the two, soft and hard each. */
struct rlimit rlimits_lower(struct rlimit a, struct rlimit b);

#endif
