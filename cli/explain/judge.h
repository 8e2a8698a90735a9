/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether something is behind a complaint of this tenant's, now: facts in, verdicts out.
 */
#ifndef CLI_EXPLAIN_JUDGE_H
#define CLI_EXPLAIN_JUDGE_H

#include "answer.h"

/* One answer for each cause of the complaint, the surest first. Returns how many. */
size_t judge(const struct facts *f, const struct complaint *c, struct answer answers[COMPLAINT_CAUSES]);

/* "hit", "now", "possible" and "not" */
const char *verdict_name(enum verdict v);

/* Which key the table has for a cause, FIELD_COUNT for none. */
enum field_id cause_field(enum cause cause);

/* "memory_max", ...: stable names for JSON. */
const char *cause_name(enum cause cause);

#endif
