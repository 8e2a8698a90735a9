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
#include <stdint.h>

#include "base/err.h"

#define SANDBOX_IDS 65536
#define SANDBOX_SAID 8192
#define SANDBOX_OUTPUT 3 /* the descriptor of `output` inside */

/* Where things are inside. */
#define SANDBOX_WORK "/work"
#define SANDBOX_SECRET "/secret/auth.json"

enum sandbox_right {
	SANDBOX_READS,     /* no capability: downloads, converts */
	SANDBOX_UNPACKS,   /* owners, modes, file capabilities */
	SANDBOX_INSTALLS,  /* root of its own: programs that are being installed run */
	SANDBOX_GIVES      /* reads what the host's root can read, in no user namespace of its own */
};

struct sandbox {
	const char *place;  /* an empty directory, for its root */
	const char *space;  /* what is /work, or NULL */
	const char *shown;  /* GIVES: the directory that is /source */
	enum sandbox_right right;
	bool network;       /* the host's */
	uint32_t first;     /* the host's id of 0 inside */
	int input, output;  /* descriptors 0 and 3 inside; -1: /dev/null and none */
	int secret;         /* copied to SANDBOX_SECRET; -1: none */
	uint64_t until;     /* wait_now() */
	uint64_t file_size; /* of one file */
	char *const *environment; /* besides PATH, HOME, TMPDIR and LC_ALL; NULL: none */
};

struct sandbox_end {
	int status;                  /* exit status, 128 + signal */
	bool late;                   /* it was ended at `until` */
	char said[SANDBOX_SAID + 1]; /* the end of what it wrote to 1 and 2: as hostile as what it read */
};

/* One that runs. */
struct running {
	int process, said; /* pidfd, pipe */
	int alive;         /* a pipe's reading end, open as long as this process lives */
	int pid;
};

/* What is done in it: a program to be executed, or a function. The function's return value is the status. */
struct sandbox_job {
	const char *const *argv;
	int (*work)(const void *data);
	const void *data;
};

int sandbox_start(const struct sandbox *s, const struct sandbox_job *job, struct running *r, struct err *e);

/* Until its end, or s->until, when it is killed. tick(data) is called some times a second; may be NULL. */
int sandbox_wait(const struct sandbox *s, struct running *r, struct sandbox_end *end, void (*tick)(void *data),
	void *data, struct err *e);

#endif
