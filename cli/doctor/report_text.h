/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report on a terminal.
 */
#ifndef CLI_DOCTOR_REPORT_TEXT_H
#define CLI_DOCTOR_REPORT_TEXT_H

#include "report.h"

/* `left`: only what is not as it should be. */
void report_print(const struct report *r, bool left);

/* What a check is about, of `doctor explain`. */
void check_print(const struct doctor_check *c);

#endif
