/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is asked of facts, wherever they come from: gather.c.
 */
#include "facts.h"

struct ulimit_pair facts_ulimit(const struct facts *f, enum field_id id)
{
	const int n = (int)id - (int)FIELD_ulimit_cpu;

	return *f->lower[n].where ? f->lower[n].holds : *policy_ulimit(f->policy, n);
}

int facts_percent(const struct use *u)
{
	if (u->used >= COUNTER_UNLIMITED || u->limit >= COUNTER_UNLIMITED || !u->limit)
		return -1;
	if (u->used / u->limit >= 1000) /* a limit that was lowered since */
		return 100000;
	return (int)(u->used * 100 / u->limit);
}
