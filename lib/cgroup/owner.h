/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel wants of a cgroup with others in it.
 */
#ifndef LIB_CGROUP_OWNER_H
#define LIB_CGROUP_OWNER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * v1: the memory of what is below counts above it only where it was told so before there was anything below.
 * Kernels from 5.11 on know nothing else. 0, or -1 with *e.
 */
int cgroup_owner_counts_below(const char *directory, struct err *e);

/*
 * v1: cpu.max, in percent, of an owner's cgroup or of one in it. The kernel takes no quota above the
 * parent's, nor one below a child's: a tenant who may have more gets what the owner has, and before an
 * owner's goes down those of the tenants do. 0, or -1 with *e.
 */
int cgroup_owner_cpu(const char *directory, bool is_owner, uint64_t percent, struct err *e);

#endif
