/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting with a bound.
 */
#ifndef HOSTEL_WAIT_H
#define HOSTEL_WAIT_H

#include <stdint.h>

/* CLOCK_MONOTONIC, milliseconds. */
uint64_t wait_now(void);

/* For something to read, until then at most, whatever signal comes. 0, or -1 with errno (ETIMEDOUT). */
int wait_readable(int fd, uint64_t until);

#endif
