/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits that are written in helper processes.
 */
#ifndef PAM_MODULE_LIMITS_H
#define PAM_MODULE_LIMITS_H

#include "base/err.h"
#include "build.h"
#include "host/record.h"
#include "login.h"

/* A step of making a sandbox: those beside its cgroup. 0 or -1 with *e. */
int limits_make(struct build *b, struct err *e);

/*
 * The limits of the recorded sandbox, in which the login has a session, become those of its policy. 0,
 * also where they are already; -1 with *e.
 */
int limits_follow(const struct login *l, int tenant, struct record *r, struct err *e);

/* A new sandbox could not be made: the limits of the recorded one, if it lives, are as they were. */
void limits_go_back(const struct login *l, int tenant, struct record *r);

/*
 * charge_login: have this process, its children and whatever else stands on the recorded porch moved to
 * the login programs' cgroup, by a process that is not waited for. `fail` is called in it.
 */
void limits_charge(const struct login *l, const struct record *r,
	void (*fail)(void *data, const struct err *e), void *data);

#endif
