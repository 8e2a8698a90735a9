/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "did you mean": the nearest of some words.
 */
#ifndef POLICY_SUGGEST_H
#define POLICY_SUGGEST_H

#include <stddef.h>

struct suggestion {
	const char *word;
	const char *best; /* NULL while nothing is near enough */
	size_t distance;
};

void suggest_offer(struct suggestion *s, const char *candidate);

/* Case-blind; SIZE_MAX if one is too long. */
size_t edit_distance(const char *a, const char *b);

#endif
