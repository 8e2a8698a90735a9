/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report for machines, and what is read back of an older one.
 */
#ifndef CLI_DOCTOR_REPORT_JSON_H
#define CLI_DOCTOR_REPORT_JSON_H

#include "report.h"

/* The shape of doctor's answer: another than JSON_SCHEMA of the others since its states are seven. */
#define DOCTOR_SCHEMA 2

void report_print_json(const struct report *r);

/* The table of checks, of `doctor list` and `doctor explain`: those that are wanted; without names all. */
void checks_print_json(bool wanted(const struct doctor_check *c, int count, char **ids), int count,
	char **ids);

/*
 * The text of an older report: what is as it was then is hidden. False: it is none.
 */
bool report_compare(struct report *r, const char *text);

#endif
