/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parent of a session's process: not PID 1, whom daemons take for the sign that they are on their own.
 */
#ifndef INIT_PARENT_H
#define INIT_PARENT_H

#include <sys/types.h>

/*
 * Fork a process that calls child(argument), with a new process for its parent. Returns its pid, or -1 with
 * errno. When it ends it is PID 1's to reap, as if it had been its child: its pid is not used again before.
 */
pid_t parent_fork(void (*child)(void *argument), void *argument);

/* PID 1 has reaped this process; it may have been such a parent. */
void parent_reaped(pid_t pid);

#endif
