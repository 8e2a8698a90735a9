/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories of the host that a policy shows, for hostel check.
 */
#ifndef CLI_SOURCES_H
#define CLI_SOURCES_H

#include "host/account.h"
#include "policy/policy.h"
#include "policy/problems.h"

/*
 * Add a mistake for each source that leads to what must not be shown, whatever it is called. With the account
 * whose policy it is, for all that its login would refuse: sources that are not there, no directories or out
 * of the account's reach, the home directory, what is to be hidden and cannot be, what is mounted below /usr
 * or /opt; what is of no line, to `file`. `a` NULL: a file of its own.
 */
void sources_check(const struct policy *p, const struct account *a, const char *file, struct problems *ps);

#endif
