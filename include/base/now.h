/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time, in milliseconds.
 */
#ifndef HOSTEL_BASE_NOW_H
#define HOSTEL_BASE_NOW_H

#include <stdint.h>
#include <sys/types.h>

/* Of a clock of clock_gettime(2) that cannot fail: CLOCK_MONOTONIC, CLOCK_BOOTTIME. */
uint64_t now_milliseconds(clockid_t clock);

#endif
