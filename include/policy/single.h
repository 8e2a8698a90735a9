/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file by itself.
 */
#ifndef HOSTEL_POLICY_SINGLE_H
#define HOSTEL_POLICY_SINGLE_H

#include "policy/policy.h"
#include "policy/problems.h"
#include "policy/reader.h"

/*
 * Only what decides whether an account is a tenant: [host] of hostel.ini, everything else at its
 * default. Mistakes in other sections and keys are not looked at: they must not lock out accounts
 * that are none of our business. (A key of [host] that stands elsewhere, and a section that is
 * [host] but for one letter, are mistakes about [host].) Returns 0; ENOENT (no hostel.ini); EINVAL
 * with problems; ENOMEM.
 */
int policy_load_host(struct policy *p, const struct policy_reader *reader, struct problems *ps);

/* The same of [image] only: nobody's login but of who is shown an image depends on it. */
int policy_load_image(struct policy *p, const struct policy_reader *reader, struct problems *ps);

/* Check one file by itself, as `hostel check FILE` does; `path` is relative and decides its kind:
 * hostel.ini, plans/X.ini, owners/X.ini or tenants/X.ini. What its keys say together is checked, too, but not
 * whether the plan and the owner it names are there. Returns 0, EINVAL, ENOENT (also a problem) or ENOMEM. */
int policy_check_file(const struct policy_reader *reader, const char *path, struct problems *ps);

/* The same, with the defaults and the file in *p, for a tenant who stands for any. Unless 0, *p is zeroed. */
int policy_read_file(struct policy *p, const struct policy_reader *reader, const char *path,
	struct problems *ps);

#endif
