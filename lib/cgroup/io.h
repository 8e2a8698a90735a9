/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits of the disks' IO.
 */
#ifndef LIB_CGROUP_IO_H
#define LIB_CGROUP_IO_H

#include <stdbool.h>

#include "base/err.h"
#include "policy/policy.h"

/*
 * io.max of v2 or blkio.throttle.* of v1 in the directory: every device gets what the policy says, and
 * those of before that it does not name get nothing. 0 or -1 with *e (ENODEV: no such disk).
 */
int cgroup_write_io(const char *directory, bool v2, const struct io_list *list, struct err *e);

#endif
