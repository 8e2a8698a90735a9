/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A throw-away sandbox for one program that reads what came from outside.
 *
 * In it: ids 0 to 65535 that are nobody's on the host, in a user namespace of its own; mount, pid, ipc, uts
 * and, unless it downloads, network namespace of its own; of the host /usr, read-only, and copies of what it
 * needs of /etc; one place to write, which is bounded. No capability beyond what unpacking needs, a filter of
 * system calls, limits, an end in time. It ends with this process, with kill -9 too.
 */
#ifndef CLI_IMAGE_SANDBOX_H
#define CLI_IMAGE_SANDBOX_H

#include <stdbool.h>

#include "base/err.h"
#include "confines.h"

#define SANDBOX_SAID 8192
#define SANDBOX_BROKEN 125 /* status: it could not be made, and said why */

struct sandbox_end {
	int status;		     /* exit status, 128 + signal */
	bool late;		     /* it was ended at `until` */
	bool stopped;		     /* the same because of `stop` */
	char said[SANDBOX_SAID + 1]; /* the end of what it wrote to 1 and 2: as hostile as what it read */
};

/* One that runs. */
struct running {
	int process, said; /* pidfd, pipe */
	int alive;	   /* a pipe's reading end, open as long as this process lives */
	int pid;
	/* One whose words are taken while this one is waited for, or it would wait for a reader; or NULL. */
	struct running *beside;
	struct sandbox_end heard; /* of one beside */
};

/* What is done in it: a program to be executed, or a function. The function's return value is the status. */
struct sandbox_job {
	const char *const *argv;
	int (*work)(const void *data);
	const void *data;
};

int sandbox_start(const struct sandbox *s, const struct sandbox_job *job, struct running *r, struct err *e);

/* Until its end, or s->until or s->stop, when it is killed. tick(data) is called some times a
 * second; may be NULL. */
int sandbox_wait(const struct sandbox *s, struct running *r, struct sandbox_end *end,
	void (*tick)(void *data), void *data, struct err *e);

#endif
