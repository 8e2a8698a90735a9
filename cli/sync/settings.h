/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sync.ini: from where this host's policies come. The host's own file, beside the sets: none of them can
 * change it.
 */
#ifndef CLI_SYNC_SETTINGS_H
#define CLI_SYNC_SETTINGS_H

#include <stdbool.h>

#include "cli/cli.h"

#define SYNC_INI "sync.ini"

struct sync_settings {
	char *url, *branch;
	char *path;    /* in the repository; "" for all of it */
	char *signers; /* a file of allowed signers, ssh-keygen(1) */
	bool keep_going;
};

/* 1; 0 where there is no sync.ini; -1 after saying what is wrong. sync_settings_free() in any case. */
int sync_settings_read(struct sync_settings *s, const struct cli *c);
void sync_settings_free(struct sync_settings *s);

/* Is there a sync.ini? */
bool sync_is_wanted(const struct cli *c);

#endif
