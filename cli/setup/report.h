/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel setup tells: a line for each thing it looked at.
 */
#ifndef CLI_SETUP_REPORT_H
#define CLI_SETUP_REPORT_H

#include <stdbool.h>

#include "cli/json.h"

/* OK: it is so already. WOULD: with --dry-run. NOTE: nothing is done, and that is worth knowing. */
enum report_state { REPORT_OK, REPORT_WOULD, REPORT_DONE, REPORT_NOTE, REPORT_FAIL };

struct report {
	struct json *list; /* NULL: lines */
	bool dry_run;
	unsigned failed, changed;
};

void report_line(struct report *r, enum report_state state, const char *what, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* WOULD or DONE. */
enum report_state report_made(const struct report *r);

#endif
