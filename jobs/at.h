/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The jobs of at(1) and batch(1) in the tenant's own spool and those that the host has of the tenant.
 */
#ifndef JOBS_AT_H
#define JOBS_AT_H

#include <stdbool.h>
#include <stddef.h>

#include "bounds.h"
#include "room.h"

#define AT_NAME 15 /* QNNNNNTTTTTTTT: queue, number, minutes since 1970, in hexadecimal; at.c of at 3.2 */

/* One that both have: what it is called inside, and its number on the host. */
struct at_job {
	char name[AT_NAME];
	unsigned long number;
};

struct at {
	struct at_job v[JOBS_MAX];
	size_t count;
};

/* Could a file of this name be a job? */
bool at_is_name(const char *name);

/* Is the file of this name in the host's spool one of these? */
bool at_has(const struct at *a, const char *name);

/* The host's last number, for the tenant's spool: the next is likely to be the same. 0 or -1 with errno. */
int at_number(const struct room *r, unsigned long number);

/* As crontab_sync(): new jobs go to the host's at(1), what is gone on one side goes on the other. */
int at_sync(const struct room *r, struct at *a);

/* There are no jobs inside, and none that both had. */
bool at_is_empty(const struct room *r, const struct at *a);

#endif
