/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making a sandbox.
 */
#ifndef PAM_MODULE_SANDBOX_H
#define PAM_MODULE_SANDBOX_H

#include "base/err.h"
#include "host/record.h"
#include "login.h"

/*
 * Make a new sandbox for the login: *record says what it is, but for the porch, and is not written
 * yet. `tenant` is t/UID with its lock held. 0 or -1. A sandbox that no session is opened in ends by
 * itself after some seconds.
 */
int sandbox_make(const struct login *login, int state, int tenant, struct record *record,
	struct err *e);

#endif
