/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One value as it stands in a line.
 */
#ifndef POLICY_SCAN_VALUE_H
#define POLICY_SCAN_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/complaint.h"

struct value_span {
	size_t start;
	size_t length;
	size_t used; /* bytes up to the end of the value with its quotes */
};

/*
 * Cut the comment off a value, trimmed, and take its quotes away. `spaced`: a blank stands before it.
 * 0 or EINVAL
 */
int scan_value(const char *text, bool spaced, struct value_span *v, struct complaint *c);

#endif
