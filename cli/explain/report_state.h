/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a tenant in a screenful.
 */
#ifndef CLI_EXPLAIN_REPORT_STATE_H
#define CLI_EXPLAIN_REPORT_STATE_H

#include "facts.h"

void report_state(const struct facts *f);
void report_state_json(const struct facts *f);

#endif
