/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy of one tenant, from all files that say something about it.
 */
#ifndef HOSTEL_POLICY_LOAD_H
#define HOSTEL_POLICY_LOAD_H

#include "policy/policy.h"
#include "policy/problems.h"
#include "policy/reader.h"

/*
 * Merge defaults, hostel.ini, the plan with those it extends, and tenants/NAME.ini into *p, expand
 * %u %U %h and check what keys say together. What [tenant] owner names is read into p->sum. Every mistake of
 * every file is added to ps. The plan is the tenant file's; else that of the first line of hostel.ini's
 * [plans] section (`@group = plan`) whose group the tenant is in; else there is none and, where there is no
 * tenant file either, that is a problem ("no policy for NAME: ...").
 * Returns 0; EINVAL with problems; ENOENT if there is neither file nor plan (also a problem);
 * ENOMEM. Unless 0, *p is zeroed.
 */
int policy_load(struct policy *p, const struct policy_reader *reader, const struct policy_who *who,
	struct problems *ps);

#endif
