/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a path in a policy looks like.
 */
#ifndef POLICY_PATH_H
#define POLICY_PATH_H

#include <stddef.h>

#include "complaint.h"

#define POLICY_PATH_SIZE_MAX 4095

/* An absolute path without "//", ".", "..", a slash at its end, or awkward bytes. 0 or EINVAL */
int path_check(const char *path, struct complaint *c);
/* A home directory of passwd(5), without slashes at its end. 0, or EINVAL where it is no usable path. */
int path_of_home(const char *home, char path[POLICY_PATH_SIZE_MAX + 1], struct complaint *c);
/* One part of a path, between two slashes. */
int path_check_part(const char *part, size_t length, struct complaint *c);

#endif
