/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The porch of a sandbox that has ended. Root's rights.
 */
#ifndef HOSTEL_PORCH_H
#define HOSTEL_PORCH_H

#include "base/err.h"
#include "host/record.h"
#include "host/state.h"

/*
 * If the recorded sandbox has ended, end what still stands on its porch: first a moment for the login
 * programs that are about to end themselves, then SIGKILL. One that lives, of whatever policy, is left
 * alone. Takes three seconds at most, and no more than so many milliseconds. 0, or -1 with *e: somebody
 * stands there all the same.
 */
int porch_clear(const struct record *r, unsigned milliseconds, struct err *e);

/* The same where the sandbox lives, without a session: a room that was kept. 0 milliseconds: ends nobody. */
int porch_vacate(const struct record *r, unsigned milliseconds, struct err *e);

/* The same answer without ending anybody and without waiting. */
int porch_look(const struct record *r, struct err *e);

/*
 * A pidfd of the process `pid`, an entry of the directory /proc open as `all`, if it stands on the recorded
 * porch and is not the caller; else -1.
 */
int porch_standing(const struct record *r, int all, const char *pid);

#endif
