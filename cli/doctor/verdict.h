/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a check of hostel doctor found.
 */
#ifndef CLI_DOCTOR_VERDICT_H
#define CLI_DOCTOR_VERDICT_H

#include <stddef.h>

/* NOTE: neither good nor bad, but good to know. WARN: a wall is thinner. FAIL: a promise is broken. */
enum level { LEVEL_OK, LEVEL_NOTE, LEVEL_WARN, LEVEL_FAIL };

struct verdict {
	enum level level;
	char *detail;       /* one line, malloc'ed */
	const char *advice; /* what to do unless it is ok, or NULL */
	size_t count;
	char **items; /* what it is about: paths, names, lines */
};

/* The level and the line, printf-formatted; the last call counts. */
void verdict_set(struct verdict *v, enum level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* One more thing that it is about; made printable. */
void verdict_add(struct verdict *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* OK with `fine` if nothing was added, else `level` with "WHAT: COUNT". */
void verdict_count(struct verdict *v, enum level level, const char *fine, const char *what);

void verdict_free(struct verdict *v);

#endif
