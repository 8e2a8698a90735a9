/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The services of a policy, for who shows or runs them.
 */
#ifndef HOSTEL_POLICY_SERVICE_H
#define HOSTEL_POLICY_SERVICE_H

#include "policy/policy.h"

/* NULL if the policy has none of that name. */
const struct service *policy_service(const struct policy *p, const char *name);

const struct field_info *policy_service_field(enum service_key key);

/* As policy_print_field(). */
int policy_print_service(const struct service *s, enum service_key key, char *buffer, size_t size);

#endif
