/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report as one page for an auditor: no script, nothing loaded from elsewhere, every value escaped.
 */
#ifndef CLI_DOCTOR_REPORT_HTML_H
#define CLI_DOCTOR_REPORT_HTML_H

#include <stdio.h>

#include "report.h"

void report_print_html(FILE *f, const struct report *r);

#endif
