/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * %u, %U, %h and %% in one text value.
 */
#ifndef POLICY_KIND_TEMPLATE_H
#define POLICY_KIND_TEMPLATE_H

#include "policy/complaint.h"
#include "policy/policy.h"

extern const struct policy_who policy_sample_who; /* stands for any tenant */

/* *out is malloc'ed. 0, EINVAL or ENOMEM */
int template_expand(
	const char *text, const struct policy_who *who, char **out, struct complaint *c);
/* The same in the place of *text. */
int template_replace(char **text, const struct policy_who *who, struct complaint *c);
/* What path_check() says to it when it is expanded for some tenant. */
int template_check_path(const char *text, struct complaint *c);

#endif
