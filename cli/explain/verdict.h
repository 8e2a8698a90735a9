/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a judge of judge.c, judge_files.c and judge_network.c says what it found.
 */
#ifndef CLI_EXPLAIN_VERDICT_H
#define CLI_EXPLAIN_VERDICT_H

#include "answer.h"

#define VERDICT_NEAR 90 /* percent of a limit from which on it is taken for reached */

#define JUDGE(what)                                                                                  \
	enum verdict judge_##what(const struct facts *f, const struct complaint *c, struct answer *a)

/* With half a sentence of evidence; returns the verdict. */
enum verdict verdict_say(struct answer *a, enum verdict v, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
