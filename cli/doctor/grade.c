/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the states of all checks come to.
 */
#include "grade.h"

#include "cli/cli.h"

char grade_of(const size_t counts[LEVELS])
{
	if (counts[LEVEL_FAIL])
		return 'F';
	return counts[LEVEL_WARN] || counts[LEVEL_ERROR] ? 'B' : 'A';
}

unsigned grade_percent(const size_t counts[LEVELS])
{
	const size_t all = counts[LEVEL_PASS] + counts[LEVEL_WARN] + counts[LEVEL_FAIL] + counts[LEVEL_ERROR];

	return all ? (unsigned)(counts[LEVEL_PASS] * 100 / all) : 100;
}

int grade_exit(const size_t counts[LEVELS])
{
	if (counts[LEVEL_FAIL])
		return EXIT_HOLE;
	if (counts[LEVEL_ERROR])
		return EXIT_CHECKER;
	return counts[LEVEL_WARN] ? EXIT_WARNINGS : EXIT_FINE;
}
