/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's own programs, run as the tenant natively runs them.
 */
#ifndef JOBS_RUN_H
#define JOBS_RUN_H

#include <stddef.h>

/* What a program printed: `out` up to a limit, free() it; of `err` the first line that says something. */
struct output {
	char *out;
	size_t length;
	char err[512];
	unsigned long number; /* of a line "job N at" there, at(1) */
};

/*
 * Run argv, a path and its arguments, with the caller's ids, `input` on descriptor 0 and this environment,
 * for some seconds at most. Its exit status; -1 if it was not run, had to be ended or killed (o->err says).
 */
int run(const char *const argv[], const char *const envp[], const char *input, size_t size, struct output *o);

#endif
