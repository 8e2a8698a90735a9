/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sentences, columns, sizes and times.
 */
#include "output.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "cli.h"

enum colour { COLOUR_UNDECIDED, COLOUR_YES, COLOUR_NO };

static enum colour colour;

void output_no_color(void)
{
	colour = COLOUR_NO;
}

const char *paint(enum paint p)
{
	static const char *const codes[] = {"\033[0m", "\033[1m", "\033[2m", "\033[31m", "\033[33m",
		"\033[32m"};

	if (colour == COLOUR_UNDECIDED) {
		const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

		colour = (no && *no) || (term && !strcmp(term, "dumb")) || !isatty(1) ? COLOUR_NO
										     : COLOUR_YES;
	}
	return colour == COLOUR_YES ? codes[p] : "";
}

static char last[4 * ERR_MESSAGE_SIZE];
static bool silent, to_log;

void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(last, 2 * ERR_MESSAGE_SIZE, format, arguments);
	va_end(arguments);
	make_printable(last);
	if (silent)
		return;
	if (to_log) {
		syslog(LOG_ERR, "%s", last);
		return;
	}
	fflush(stdout); /* in the order in which it happened */
	fprintf(stderr, "hostel: %s\n", last);
}

void say_to_log(void)
{
	openlog("hostel", LOG_NDELAY | LOG_PID, LOG_DAEMON);
	to_log = true;
}

void say_line(const char *line)
{
	char *AUTO_FREE shown = make_printable(text_of("%s", line));
	const size_t used = strlen(last);

	snprintf(last + used, sizeof(last) - used, "%s%s", used ? "; " : "", shown);
	if (silent)
		return;
	fflush(stdout);
	fprintf(stderr, "%s\n", shown);
}

const char *said(void)
{
	return last;
}

void say_forget(void)
{
	*last = '\0';
}

bool say_nothing(bool yes)
{
	const bool before = silent;

	silent = yes;
	return before;
}

_Noreturn void out_of_memory(void)
{
	say("out of memory");
	_exit(EXIT_SYSTEM);
}

char *text_of_list(const char *format, va_list arguments)
{
	char *text;

	if (vasprintf(&text, format, arguments) < 0)
		out_of_memory();
	return text;
}

char *text_of(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = text_of_list(format, arguments);
	va_end(arguments);
	return text;
}

void print_size(char *buffer, size_t size, int64_t bytes)
{
	static const char units[] = "BKMGTPE";
	double n = (double)bytes;
	int unit = 0;

	if (bytes < 0) {
		snprintf(buffer, size, "-");
		return;
	}
	if ((uint64_t)bytes >= UINT64_C(1) << 62) {
		snprintf(buffer, size, "max"); /* v1 says it with the largest number of pages */
		return;
	}
	for (; n >= 1024 && units[unit + 1]; unit++)
		n /= 1024;
	if (n == (double)(int64_t)n || n >= 100)
		snprintf(buffer, size, "%.0f%c", n, units[unit]);
	else
		snprintf(buffer, size, "%.1f%c", n, units[unit]);
}

void print_time(char *buffer, size_t size, uint64_t seconds)
{
	time_t then = (time_t)seconds, now = time(NULL);
	struct tm a, b;

	if (!localtime_r(&then, &a) || !localtime_r(&now, &b)) {
		snprintf(buffer, size, "-");
		return;
	}
	if (a.tm_year != b.tm_year)
		strftime(buffer, size, "%Y-%m-%d", &a);
	else if (a.tm_yday != b.tm_yday)
		strftime(buffer, size, "%b %e", &a);
	else
		strftime(buffer, size, "%H:%M", &a);
}

/* --- columns -------------------------------------------------------------------------------- */

void table_add(struct table *t, const char *const *cells)
{
	size_t n = t->column_count, rows = t->row_count + 1;

	t->cells = reallocarray(t->cells, rows * n, sizeof(*t->cells));
	t->below = reallocarray(t->below, rows, sizeof(*t->below));
	if (!t->cells || !t->below)
		out_of_memory();
	for (size_t i = 0; i < n; i++)
		t->cells[t->row_count * n + i] = make_printable(text_of("%s", cells[i]));
	t->below[t->row_count++] = NULL;
}

void table_add_below(struct table *t, char *lines)
{
	t->below[t->row_count - 1] = lines;
}

static size_t width(const struct table *t, size_t column)
{
	size_t widest = 0;

	for (size_t row = 0; row < t->row_count; row++) {
		size_t n = strlen(t->cells[row * t->column_count + column]);

		widest = n > widest ? n : widest;
	}
	if (widest && widest < strlen(t->columns[column].title))
		widest = strlen(t->columns[column].title);
	return widest;
}

static void print_row(const struct table *t, const size_t *widths, const char *const *cells)
{
	const char *gap = "";
	char *line = NULL;
	size_t length = 0;
	FILE *f = open_memstream(&line, &length);

	if (!f)
		out_of_memory();
	for (size_t i = 0; i < t->column_count; i++) {
		int n = (int)widths[i];

		if (!n)
			continue;
		fprintf(f, "%s%*s", gap, t->columns[i].right ? n : -n, cells[i]);
		gap = "  ";
	}
	if (fclose(f))
		out_of_memory();
	while (length && line[length - 1] == ' ')
		length--;
	printf("%.*s", (int)length, line);
	free(line);
}

void table_print(const struct table *t)
{
	size_t widths[16];
	const char *titles[16];

	for (size_t i = 0; i < t->column_count && i < 16; i++) {
		widths[i] = width(t, i);
		titles[i] = t->columns[i].title;
	}
	fputs(paint(PAINT_BOLD), stdout);
	print_row(t, widths, titles);
	printf("%s\n", paint(PAINT_PLAIN));
	for (size_t row = 0; row < t->row_count; row++) {
		print_row(t, widths, (const char *const *)&t->cells[row * t->column_count]);
		printf("\n%s", t->below[row] ? t->below[row] : "");
	}
}

void table_show(const struct table *t)
{
	if (isatty(1)) {
		table_print(t);
		return;
	}
	for (size_t row = 0; row < t->row_count; row++) {
		for (size_t i = 0; i < t->column_count; i++)
			printf("%s%c", t->cells[row * t->column_count + i],
				i + 1 < t->column_count ? '\t' : '\n');
		fputs(t->below[row] ? t->below[row] : "", stdout);
	}
}

void table_free(struct table *t)
{
	for (size_t i = 0; i < t->row_count * t->column_count; i++)
		free(t->cells[i]);
	for (size_t i = 0; i < t->row_count; i++)
		free(t->below[i]);
	free(t->cells);
	free(t->below);
	t->cells = t->below = NULL;
	t->row_count = 0;
}
