/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One question to many sandboxes at once, with one bound for all.
 */
#ifndef CLI_QUESTIONS_H
#define CLI_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "talk/protocol_body.h"

struct live_sandbox {
	uint32_t number;
	bool recorded;        /* the next login joins this one; others were made before it */
	bool silent;          /* it listens, but gives no answer */
	bool ended;           /* only its porch is left; none of live_read()'s */
	int32_t pid;          /* of hostel-init, as the kernel says; 0 if silent */
	struct status status;
};

struct question {
	uint32_t uid;
	struct live_sandbox *sandbox;
	int fd;    /* -1: nobody was asked yet, or it is over */
	bool over;
};

struct questions {
	size_t count, size;
	struct question *v;
};

/* The sandbox must live as long as the questions. */
void questions_add(struct questions *q, uint32_t uid, struct live_sandbox *s);

/*
 * Ask all for their status, and wait for answers: so many milliseconds for all together. Each sandbox becomes
 * ended (nobody listens), silent, or gets its pid and status.
 */
void questions_ask(struct questions *q, unsigned milliseconds);

void questions_free(struct questions *q);

#endif
