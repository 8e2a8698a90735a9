/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "did you mean": the nearest of some words by edit distance, where swapping two neighbours counts
 * as one edit and letter case as none.
 */
#include "suggest.h"

#include <stdint.h>
#include <string.h>

#include "ascii.h"

#define WORD_SIZE 40

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t edit_distance(const char *a, const char *b)
{
	size_t d[WORD_SIZE + 1][WORD_SIZE + 1];
	size_t m = strnlen(a, WORD_SIZE + 1);
	size_t n = strnlen(b, WORD_SIZE + 1);

	if (m > WORD_SIZE || n > WORD_SIZE)
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= m; i++) {
		d[i][0] = i;
		for (size_t j = 1; j <= n; j++) {
			char x = ascii_lower(a[i - 1]);
			char y = ascii_lower(b[j - 1]);

			d[i][j] = smaller(d[i - 1][j], d[i][j - 1]) + 1;
			d[i][j] = smaller(d[i][j], d[i - 1][j - 1] + (x != y));
			if (i > 1 && j > 1 && x == ascii_lower(b[j - 2]) &&
				y == ascii_lower(a[i - 2]))
				d[i][j] = smaller(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[m][n];
}

/* How many edits still look like a slip of the finger in a word of this length. */
static size_t tolerance(size_t length)
{
	if (length < 3)
		return 0;
	if (length < 6)
		return 1;
	return length < 10 ? 2 : 3;
}

void suggest_offer(struct suggestion *s, const char *candidate)
{
	size_t distance = edit_distance(s->word, candidate);

	if (distance > tolerance(strlen(candidate)))
		return;
	if (!s->best || distance < s->distance) {
		s->best = candidate;
		s->distance = distance;
	}
}
