/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The running sandbox of a tenant, if it is one that a login may join.
 */
#ifndef PAM_MODULE_RUNNING_H
#define PAM_MODULE_RUNNING_H

#include <stdbool.h>

#include "host/record.h"
#include "login.h"

/* The recorded sandbox, if it is alive, is one that the login may join; `boot` is boot_id()'s. */
bool running_fits(const struct record *r, const struct login *l, const char *boot);

/*
 * Account phase: -1 with *d if the recorded sandbox fits, answers, and has as many sessions as the policy
 * allows. 0 in doubt: the session phase asks again, and decides.
 */
int running_has_place(const struct login *l, struct denial *d);

/*
 * The recorded sandbox is not what a login would get: replaced, or of a former hostel-init. If it is kept
 * without a session it ends, otherwise with its last one. Bounded; PID 1 is not believed: whether it has
 * ended, connect(2) says.
 */
void running_retire(const struct record *r, const struct login *l);

/* Its PID 1 runs another hostel-init than is installed, or its copies of /etc are old. */
bool running_is_outdated(const struct record *r, const struct login *l);

/*
 * Which directories the home and the sources of the policy are, by device and inode; 0: it cannot be told.
 * Waits for their file systems. An inode that is used again is another one by its birth, where the file
 * system tells.
 */
uint64_t running_place(const struct login *l);

/*
 * One of them is another one than the sandbox shows: moved away, mounted over, or of an account that was made
 * anew. What does not answer is taken for the same.
 */
bool running_is_elsewhere(const struct record *r, const struct login *l);

/* Account phase, of a tenant who is suspended. */
void running_suspend(const struct login *l);

#endif
