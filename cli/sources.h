/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories of the host that a policy shows, for hostel check.
 */
#ifndef CLI_SOURCES_H
#define CLI_SOURCES_H

#include "policy/policy.h"
#include "policy/problems.h"

/*
 * Add a mistake for each source that leads to what must not be shown, whatever it is called. Where `home` is
 * not NULL also for a home directory that does, and for what is mounted below /usr or /opt, to `file`. What
 * is not there, or nobody answers for, is no mistake.
 */
void sources_check(const struct policy *p, const char *home, const char *file, struct problems *ps);

#endif
