/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Birth of a tenant's process: forked by PID 1, stripped step by step, then the program.
 */
#ifndef INIT_SPAWN_H
#define INIT_SPAWN_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "policy/policy.h"
#include "talk/launch.h"
#include "talk/protocol.h"
#include "talk/protocol_body.h"

/* What a child tells PID 1 once the request is its own. */
struct report {
	uint32_t client; /* index */
	pid_t pid;
	dev_t terminal; /* of the sandbox's own devpts, 0: none */
};

struct spawn {
	const struct launch *launch;
	const struct policy *policy;
	dev_t pty_dev;  /* of the sandbox's own devpts */
	int connection; /* who asked for it */
	int reports;    /* where struct report is written to */
	struct report report;
	struct exec_request request; /* this and what follows: request.c */
	int fds[3];
};

/*
 * Bounding set, securebits' base, no_new_privs, Landlock: once, in PID 1, so that every child has
 * them from birth. 0 or -1 with *e.
 */
int seal_init(const struct launch *l, const struct policy *p, struct err *e);

/* landlock.c: called by seal_init(). Without Landlock in the kernel nothing is done. */
int landlock_restrict(const struct launch *l, const struct policy *p, struct err *e);

/* landlock.c: called by seal_init() at its end: do the policy's ports hold? 0 or -1 with *e. */
int landlock_verify(const struct policy *p, struct err *e);

/* filter.c: called by seal_init(), the last step that takes away: the system call filter. 0 or -1 with *e. */
int filter_load(const struct policy *p, struct err *e);

/*
 * lsm.c, called by seal_init(): PID 1's own profile. 0, or -1 with *e. Then, in each child, what its
 * program is going to be confined by. 0, or -1 with errno.
 */
int lsm_enter(const struct launch *l, struct err *e);
int lsm_on_exec(const struct launch *l);

/*
 * Fork a child that takes the request from the connection, reports and starts the program. Returns its pid,
 * or -1 with *e. A request that is refused is answered by the child, which ends with 0. Later mistakes (no
 * such program) are said on its descriptor 2; it ends with 126 or 127 like a shell.
 */
pid_t spawn_process(struct spawn *s, struct err *e);

/*
 * request.c, in the child: receive and check the request with its descriptors, give it a pty if it asks for
 * one, report and answer STARTED. Does not return if it is refused.
 */
void request_take(struct spawn *s);

/* Fork a child that takes out what waits in a connection, and ends. Returns its pid, or -1. */
pid_t request_forget(int connection);

#endif
