/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A point of time as an administrator writes it.
 */
#ifndef CLI_SINCE_H
#define CLI_SINCE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*
 * "90s", "10m", "2h", "7d": so long before `now`. "14:03", "14:03:07": today. "2026-11-22", that day,
 * or with a time behind a blank or a T. "@1795322783": seconds since the epoch. False for anything else.
 */
#define SINCE_FORMS "90s, 10m, 2h, 7d, 14:03, 2026-11-22, \"2026-11-22 14:03\" or @SECONDS"
bool since_parse(const char *text, time_t now, uint64_t *since);

#endif
