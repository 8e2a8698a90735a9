/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ranges of POLICY_SUBIDS ids from [host] subids, one for each tenant whose room has a root of its
 * own. They are kept over reboots, HOSTEL_VARDIR/subids/N -> UID, since files belong to them. Range
 * 0 is that of imports.
 */
#ifndef HOSTEL_IMAGE_OWN_IDS_H
#define HOSTEL_IMAGE_OWN_IDS_H

#include <stdint.h>

#include "base/err.h"
#include "policy/policy.h"

/* *first: the first id of the tenant's range, chosen and recorded at the first call. 0 or -1 with *e. */
int subids_of(const struct uid_range *all, uint32_t uid, uint32_t *first, struct err *e);

#endif
