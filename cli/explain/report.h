/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers as an administrator, or a program, reads them.
 */
#ifndef CLI_EXPLAIN_REPORT_H
#define CLI_EXPLAIN_REPORT_H

#include <stdio.h>

#include "answer.h"
#include "cli/json.h"

/* Where the value comes from: "plans/basic.ini:3", "default". */
void report_origin(const struct origin *o, char *text, size_t size);

/* "29 times, last at 17:20"; "" where nothing counts it, or it was never hit. */
void report_hits(const struct use *u, char *text, size_t size);

/* Members of an object: the key, its value and where it comes from, use, limit and hits. */
void report_key_json(struct json *o, const struct facts *f, enum field_id id);

/* A number, or null where nobody tells or there is no limit. */
void report_number(struct json *o, const char *key, uint64_t n);

#endif
