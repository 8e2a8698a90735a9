/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What who judges has laid out gets in force.
 */
#ifndef CLI_WATCH_TAKE_H
#define CLI_WATCH_TAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cli.h"
#include "numbers.h"
#include "settings.h"

struct taken {
	int status; /* of apply_set() */
	bool changed;
	size_t shut;	  /* tenants that could log in before it */
	char error[1024]; /* what was said, if it failed */
};

/*
 * As hostel apply does it with a part of a set; the tenants that went `lately` count for its guard. In a
 * process of its own: memory and what it has read of policies end with it. What is in force then is added
 * to `known`, and written.
 */
void watch_take(const struct cli *c, const struct watch_settings *s, size_t lately, struct numbers *known,
	struct taken *t);

/* The set in force, opened, or -1: the host's own files are. */
int watch_open_set(const struct cli *c);

#endif
