/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of settings that is the host's own, beside the sets of policies: one section, each key at most once.
 */
#ifndef CLI_HOST_SETTINGS_H
#define CLI_HOST_SETTINGS_H

#include <stdbool.h>

#include "cli.h"

/*
 * Each key of [section] to `take`, which answers what would be right, or NULL. 1; 0 where there is no such
 * file; -1 after saying what is wrong, all of it.
 */
int host_settings_read(const struct cli *c, const char *file, const char *section,
	const char *(*take)(void *context, const char *key, char *value), void *context);

/* Is there such a file? */
bool host_settings_has(const struct cli *c, const char *file);

#endif
