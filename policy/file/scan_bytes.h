/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which bytes a line may hold at all.
 */
#ifndef POLICY_SCAN_BYTES_H
#define POLICY_SCAN_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/complaint.h"

/* EINVAL for NUL, control bytes, invalid UTF-8. */
int scan_bytes(const char *line, size_t length, struct complaint *c);
bool scan_ascii(const char *text, size_t length);

#endif
