/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of subuid(5) and subgid(5).
 */
#ifndef HOSTEL_HOST_SUBIDS_H
#define HOSTEL_HOST_SUBIDS_H

#include <stdbool.h>

#include "policy/policy.h"

/* "name:first:count" as a range. False for anything else, and for an empty or impossible range. */
bool subids_read(const char *line, struct uid_range *range);

bool ranges_meet(const struct uid_range *a, const struct uid_range *b);

#endif
