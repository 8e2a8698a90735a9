/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an administrator sees: sentences, aligned columns, sizes and times for people.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/printable.h"

enum paint { PAINT_PLAIN, PAINT_BOLD, PAINT_DIM, PAINT_RED, PAINT_YELLOW, PAINT_GREEN };

/* The terminal's code for it; "" unless standard output is a terminal and NO_COLOR is not set. */
const char *paint(enum paint p);
void output_no_color(void);

/* "hostel: SENTENCE" on standard error. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* From now on "SENTENCE" in the system's log, as hostel's: standard error is somebody else's words, too. */
void say_to_log(void);

/* A line on standard error as it is, which belongs to what was said. */
void say_line(const char *line);

/* What was said last, "" for nothing; say_line()s come behind it. Forgotten with say_forget(). */
const char *said(void);
void say_forget(void);

/* From now on what is said is kept for said() only, or not any more. */
bool say_nothing(bool yes); /* as it was before */

/* Out of memory: say so and end with EXIT_SYSTEM. A command line can afford to. */
_Noreturn void out_of_memory(void);

/* malloc'ed text, never NULL. */
char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *text_of_list(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

/* "512M", "12.3M", "max" for VALUE_MAX, "-" below 0. */
void print_size(char *buffer, size_t size, int64_t bytes);

/* "14:03" today, "Nov 21" this year, "2024-11-21" before. */
void print_time(char *buffer, size_t size, uint64_t seconds);

/* --- columns -------------------------------------------------------------------------------- */

struct column {
	const char *title;
	bool right;
};

struct table {
	const struct column *columns;
	size_t column_count, row_count;
	char **cells; /* row_count * column_count */
	char **below; /* row_count: lines printed below a row as they are, or NULL */
};

/* A row of column_count texts, copied. */
void table_add(struct table *t, const char *const *cells);

/* Lines below the last row; taken over, malloc'ed. */
void table_add_below(struct table *t, char *lines);

/* Heading and rows; columns that are empty in every row are left out. */
void table_print(const struct table *t);

/* table_print() on a terminal; elsewhere a line a row, tabs between all columns, no heading. */
void table_show(const struct table *t);

void table_free(struct table *t);

#endif
