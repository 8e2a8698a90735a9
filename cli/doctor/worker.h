/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks are run by a child, one after the other, each in its own time: one that hangs or crashes costs its
 * own answer and no other's.
 */
#ifndef CLI_DOCTOR_WORKER_H
#define CLI_DOCTOR_WORKER_H

#include "checks.h"

struct worker {
	const struct cli *cli;
	size_t tenants;  /* how many there are; known from the first verdict on */
	bool unknown;    /* they could not be found out in time */
	int pid, helper; /* of the child, 0: none; a pidfd */
	int line;        /* socket: the number of a check goes there, what it found comes back */
	const struct doctor_check *ahead; /* it was asked for already */
};

/* Nothing is started yet. worker_end() in any case. */
void worker_begin(struct worker *w, const struct cli *cli);

/* Have the first worker of its kind begin with the tenants and this check; worker_run() takes the answer. */
void worker_ahead(struct worker *w, const struct doctor_check *c);

/* The check's verdict; ERROR if it came to none. */
void worker_run(struct worker *w, const struct doctor_check *c, struct verdict *v);

void worker_end(struct worker *w);

#endif
