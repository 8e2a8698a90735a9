/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mistakes in a configuration, collected: where each stands, what is wrong and what would be right.
 */
#ifndef HOSTEL_POLICY_PROBLEMS_H
#define HOSTEL_POLICY_PROBLEMS_H

#include <stddef.h>
#include <stdint.h>

#define PROBLEMS_MAX 64

struct problem {
	char file[96];
	uint32_t line;      /* 0: the file as a whole */
	char where[96];     /* "[section] key", "[section]" or "" */
	char value[96];     /* as written, cut to fit, control characters replaced; "" if none */
	char message[256];  /* what is wrong and what would be right */
};

/* All mistakes of a chain, in the order found. More than PROBLEMS_MAX are only counted. */
struct problems {
	size_t count;   /* entries used in v */
	size_t dropped; /* found beyond them */
	struct problem v[PROBLEMS_MAX];
};

/* Append one. `value` may be NULL. */
void problems_add(struct problems *ps, const char *file, uint32_t line, const char *where,
	const char *value, const char *format, ...) __attribute__((format(printf, 6, 7)));

void problems_append(struct problems *ps, const struct problem *p);

/* Those that were only counted, too. */
size_t problems_total(const struct problems *ps);

/* From `start` on, by file as in the list and then by line; stable. */
void problems_sort(struct problems *ps, size_t start, const char *const *files, size_t count);

/*
 * One problem as a line without newline: `FILE:LINE: [section] key = VALUE: message`.
 * Returns the length as snprintf(3) does.
 */
int problem_print(char *buffer, size_t size, const struct problem *p);

#endif
