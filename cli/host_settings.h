/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of settings that is the host's own, beside the sets of policies: one section, each key at most once.
 */
#ifndef CLI_HOST_SETTINGS_H
#define CLI_HOST_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli.h"

/*
 * Each key of [section] to `take`, which answers what would be right, or NULL. 1; 0 where there is no such
 * file; -1 after saying what is wrong, all of it.
 */
int host_settings_read(const struct cli *c, const char *file, const char *section,
	const char *(*take)(void *context, const char *key, char *value), void *context);

/* A key of such a section, and whether the value that is there is right. */
struct host_key {
	const char *name;
	char **text; /* takes the value over; malloc'ed */
	bool right;
	const char *would_be; /* if it is not */
};

/*
 * The value for its key: of `count` keys, or of `keep_going`, yes or no. What would be right, or NULL;
 * `none` where there is no such key.
 */
const char *host_settings_take(const struct host_key keys[], size_t count, bool *keep_going, const char *key,
	const char *value, const char *none);

/* Is there such a file? */
bool host_settings_has(const struct cli *c, const char *file);

#endif
