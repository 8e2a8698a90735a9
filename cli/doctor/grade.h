/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the states of all checks come to.
 */
#ifndef CLI_DOCTOR_GRADE_H
#define CLI_DOCTOR_GRADE_H

#include <stddef.h>

#include "verdict.h"

/* By the worst finding, however many are well: 'A' for none, 'B' for WARN or ERROR, 'F' for FAIL. */
char grade_of(const size_t counts[LEVELS]);

/*
 * PASS of PASS, WARN, FAIL and ERROR, rounded down: what does not apply, is only told or was accepted is in
 * neither number. 100 of nothing.
 */
unsigned grade_percent(const size_t counts[LEVELS]);

/* The exit status: a hole is not hidden behind a check that broke (docs/decisions/0032). */
int grade_exit(const size_t counts[LEVELS]);

#endif
