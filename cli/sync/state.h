/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the last hostel sync came to: a file of root's that is kept over reboots.
 */
#ifndef CLI_SYNC_STATE_H
#define CLI_SYNC_STATE_H

#include <stdint.h>

#include "cli/json.h"

struct sync_state {
	int64_t tried, succeeded; /* seconds since 1970, 0 for never */
	char commit[72];	  /* the newest that was in force, or "" */
	char code[16];		  /* of the last error: fetch, signature, ...; "" if it went well */
	char error[512];
	char refused[72];	  /* the commit that was refused, or "" */
};

/* Without a file: all 0. */
void sync_state_read(struct sync_state *s);

/* 0, or -1 after saying why not. */
int sync_state_write(const struct sync_state *s);

#endif
