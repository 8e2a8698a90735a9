/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer to a complaint.
 */
#ifndef CLI_EXPLAIN_REPORT_COMPLAINT_H
#define CLI_EXPLAIN_REPORT_COMPLAINT_H

#include "answer.h"

void report_complaint(const struct facts *f, const char *text, const struct answer *answers, size_t count);
void report_complaint_json(
	const struct facts *f, const char *text, const struct answer *answers, size_t count);

/* What is known at all, for a text that is not. */
void report_unknown(const struct facts *f, const char *text);

#endif
