/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel watch knows: files of root's that are kept over reboots.
 */
#ifndef CLI_WATCH_STATE_H
#define CLI_WATCH_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "cli/json.h"
#include "numbers.h"

#define WATCH_LINES_SIZE 16384

struct watch_state {
	int64_t reached;	  /* when etcd answered last; seconds since 1970, 0 for never */
	int64_t revision;	  /* of etcd, of which all is in force but what is refused; 0 for none */
	int64_t refused, missing; /* values that are not taken; files in force that etcd has no more */
	char lines[WATCH_LINES_SIZE]; /* about the first of them, one a line */
	char code[16]; /* of the last error: fetch, policy, guard, system; "" if all is well */
	char error[1024];
};

void watch_state_read(struct watch_state *s); /* without a file: all 0 */

/* 0, or -1 after saying why not. */
int watch_state_write(const struct watch_state *s);

/* The state as JSON; `set` (or NULL) is what is in force, and taken over. */
struct json *watch_state_json(const struct watch_state *s, struct json *set);

/* The numbers that were taken. 0, or -1 after saying why not. */
int watch_numbers_read(struct numbers *n);
int watch_numbers_write(const struct numbers *n);

#endif
