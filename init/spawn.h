/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Birth of a tenant's process: forked by PID 1, stripped step by step, then the program.
 */
#ifndef INIT_SPAWN_H
#define INIT_SPAWN_H

#include <sys/types.h>

#include "hostel/err.h"
#include "hostel/launch.h"
#include "hostel/policy.h"
#include "hostel/protocol.h"

struct spawn {
	const struct launch *launch;
	const struct policy *policy;
	const struct exec_request *request;
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
 * Fork and start the request's program. Returns the child's pid, or -1 with *e. Mistakes behind the
 * fork (no such program) are said on the child's descriptor 2; it ends with 126 or 127 like a shell.
 */
pid_t spawn_process(const struct spawn *s, struct err *e);

/* A fresh pty of this sandbox: *master, and the slave as result. -1 with *e. */
int open_pty(int *master, uint32_t rows, uint32_t columns, struct err *e);

#endif
