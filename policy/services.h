/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sections [service NAME] of a policy: their table, which is service_keys.def, and what is done with all.
 */
#ifndef POLICY_SERVICES_H
#define POLICY_SERVICES_H

#include "complaint.h"
#include "policy/problems.h"
#include "table.h"

#define SERVICE_SECTION "service " /* and a name */

extern const struct field service_fields[SERVICE_KEY_COUNT];

void *service_member(struct service *s, enum service_key key);
int service_reset(struct service *s, enum service_key key); /* to its default: 0 or ENOMEM */

/* 0, or EINVAL: [a-z][a-z0-9-]*, SERVICE_NAME_MAX bytes at most. */
int service_name_check(const char *name, struct complaint *c);

/* The one of that name, or a new one of defaults behind the others. 0 or ENOMEM. */
int services_get(struct service_list *list, const char *name, struct service **s);
void services_free(struct service_list *list);

/* As expand_policy() and check_policy() do it for the fields. 0 or ENOMEM. */
int services_expand(struct policy *p, const struct policy_who *who, struct problems *ps);
void services_check(const struct policy *p, const struct policy_who *who, bool whole, struct problems *ps);

#endif
