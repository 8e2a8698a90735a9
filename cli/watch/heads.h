/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers that files in force have in their first lines.
 */
#ifndef CLI_WATCH_HEADS_H
#define CLI_WATCH_HEADS_H

#include <stdbool.h>

#include "numbers.h"

/* Those that are higher than the known ones. `set`: the set in force, opened, or -1. Were there any? */
bool heads_take(struct numbers *known, int set);

#endif
