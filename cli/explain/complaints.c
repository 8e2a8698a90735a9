/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what a tenant says to what can be behind it.
 */
#include "complaints.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW_CAUSES 12
#define PATTERN_SIZE 96
#define PORT_MAX 65535

static const struct row {
	const char *patterns;
	enum cause causes[ROW_CAUSES];
} rows[] = {
/* CAUSE_ in front of each of up to eleven. */
#define A1(a) CAUSE_##a
#define A2(a, ...) CAUSE_##a, A1(__VA_ARGS__)
#define A3(a, ...) CAUSE_##a, A2(__VA_ARGS__)
#define A4(a, ...) CAUSE_##a, A3(__VA_ARGS__)
#define A5(a, ...) CAUSE_##a, A4(__VA_ARGS__)
#define A6(a, ...) CAUSE_##a, A5(__VA_ARGS__)
#define A7(a, ...) CAUSE_##a, A6(__VA_ARGS__)
#define A8(a, ...) CAUSE_##a, A7(__VA_ARGS__)
#define A9(a, ...) CAUSE_##a, A8(__VA_ARGS__)
#define A10(a, ...) CAUSE_##a, A9(__VA_ARGS__)
#define A11(a, ...) CAUSE_##a, A10(__VA_ARGS__)
#define PICK(a, b, c, d, e, f, g, h, i, j, k, n, ...) n
#define ALL(...) PICK(__VA_ARGS__, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, )(__VA_ARGS__)
#define COMPLAINT(patterns, ...) {patterns, {ALL(__VA_ARGS__)}},
#include "complaints.def"
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

void complaint_plain(char *to, size_t size, const char *text)
{
	size_t used = 0;

	for (; *text && used + 1 < size; text++) {
		const unsigned char c = (unsigned char)*text;
		const char out = c > ' ' && c < 0x7f ? (char)tolower(c) : ' ';

		if (strchr("'\"`", c) || (out == ' ' && (!used || to[used - 1] == ' ')))
			continue;
		to[used++] = out;
	}
	if (used && to[used - 1] == ' ')
		used--;
	to[used] = '\0';
}

/* Where the part stands in the text, at the beginning of a word; behind it, or NULL. */
static const char *find_part(const char *text, const char *part, size_t length)
{
	char wanted[PATTERN_SIZE];
	const char *at = text;

	snprintf(wanted, sizeof(wanted), "%.*s", (int)length, part);
	while ((at = strstr(at, wanted))) {
		if (!isalnum((unsigned char)*wanted) || at == text || !isalnum((unsigned char)at[-1]))
			return at + length;
		at++;
	}
	return NULL;
}

/* An alternative: parts with * between them, one behind the other. */
static bool fits(const char *text, const char *pattern, size_t length)
{
	const char *end = pattern + length;

	while (text && pattern < end) {
		const char *star = memchr(pattern, '*', (size_t)(end - pattern));
		const char *stop = star ? star : end;

		if (stop > pattern)
			text = find_part(text, pattern, (size_t)(stop - pattern));
		pattern = stop + 1;
	}
	return text;
}

/* `several`: only alternatives of several parts, which may stand on several lines. */
static bool row_fits(const struct row *r, const char *plain, bool several)
{
	const char *at = r->patterns;

	while (*at) {
		const size_t length = strcspn(at, "|");

		if ((!several || memchr(at, '*', length)) && fits(plain, at, length))
			return true;
		at += length + (at[length] == '|');
	}
	return false;
}

static const struct row *find_row(const char *plain, bool several)
{
	for (size_t i = 0; *plain && i < ROWS; i++)
		if (row_fits(&rows[i], plain, several))
			return &rows[i];
	return NULL;
}

static void add_causes(struct complaint *c, const struct row *r)
{
	for (size_t i = 0; i < ROW_CAUSES && r->causes[i]; i++) {
		size_t n = 0;

		while (n + 1 < COMPLAINT_CAUSES && c->causes[n] && c->causes[n] != r->causes[i])
			n++;
		if (n + 1 < COMPLAINT_CAUSES)
			c->causes[n] = r->causes[i];
	}
}

/* --- what it names ------------------------------------------------------------------------------- */

/* The first word that begins with a slash, or has one behind a quote: "cat: '/srv/x': No such file". */
static void find_path(struct complaint *c, const char *text)
{
	for (const char *at = strchr(text, '/'); at; at = strchr(at + 1, '/')) {
		size_t length = strcspn(at, " \t\n'\"`,;)>");

		if (at > text && !strchr(" \t\n'\"`(=<", at[-1]))
			continue;
		while (length && strchr(":.", at[length - 1]))
			length--;
		if (length < 2 || length >= sizeof(c->path) || !strncmp(at, "/dev/tcp/", 9))
			continue;
		snprintf(c->path, sizeof(c->path), "%.*s", (int)length, at);
		return;
	}
}

static bool take_port(struct complaint *c, const char *digits)
{
	char *end;
	const unsigned long n = strtoul(digits, &end, 10);

	if (end == digits || isalnum((unsigned char)*end) || *end == '.' || !n || n > PORT_MAX)
		return false;
	c->port = (uint32_t)n;
	return true;
}

/* Behind an address, "0.0.0.0:80" or "[::]:80"; "17:45" is a time, and "x.py:7" a line. */
static bool follows_address(const char *plain, const char *colon)
{
	const char *at = colon;
	bool dotted = false;

	while (at > plain && (isdigit((unsigned char)at[-1]) || at[-1] == '.'))
		dotted |= *--at == '.';
	return (at < colon && dotted && (at == plain || !isalnum((unsigned char)at[-1]))) ||
	       (colon > plain && strchr("]*", colon[-1])) ||
	       (colon - plain >= 9 && !strncmp(colon - 9, "localhost", 9));
}

/* "port 80", "/dev/tcp/192.0.2.1/80", "0.0.0.0:80", ("0.0.0.0", 80) */
static void find_port(struct complaint *c, const char *plain)
{
	static const char *const before[] = {"port ", "port: ", "port=", "/dev/tcp/", "/dev/udp/", NULL};

	for (const char *const *b = before; *b && !c->port; b++) {
		const char *at = strstr(plain, *b);

		if (!at)
			continue;
		at += strlen(*b);
		if (**b == '/')
			at += strcspn(at, "/ ");
		take_port(c, at + (*at == '/'));
	}
	for (const char *at = strpbrk(plain, ":,"); at && !c->port; at = strpbrk(at + 1, ":,"))
		if (follows_address(plain, at))
			take_port(c, at + 1 + (*at == ',' && at[1] == ' '));
}

static bool names_localhost(const char *plain)
{
	return strstr(plain, "localhost") || strstr(plain, "127.0.0.1") || strstr(plain, "::1");
}

/* Rows are taken in the table's order, the special before the general, whatever stands in which line. */
static void find_rows(const char *text, bool fit[ROWS])
{
	while (*text) {
		const size_t length = strcspn(text, "\n");
		char line[COMPLAINT_SIZE], plain[COMPLAINT_SIZE];
		const struct row *r;

		snprintf(line, sizeof(line), "%.*s", (int)(length < sizeof(line) ? length : sizeof(line) - 1),
			text);
		complaint_plain(plain, sizeof(plain), line);
		r = find_row(plain, false);
		if (r)
			fit[r - rows] = true;
		text += length + (text[length] == '\n');
	}
}

bool complaint_read(struct complaint *c, const char *text)
{
	char begin[COMPLAINT_SIZE], all[COMPLAINT_SIZE];
	bool fit[ROWS] = {false};
	const struct row *r;

	*c = (struct complaint){.port = 0};
	snprintf(begin, sizeof(begin), "%s", text);
	complaint_plain(all, sizeof(all), begin);
	find_path(c, begin);
	find_port(c, all);
	c->local = names_localhost(all);
	r = find_row(all, true);
	if (r)
		fit[r - rows] = true;
	find_rows(begin, fit);
	for (size_t i = 0; i < ROWS; i++)
		if (fit[i])
			add_causes(c, &rows[i]);
	return c->causes[0] != CAUSE_none;
}

bool complaint_example(size_t n, char *example, size_t size)
{
	if (n >= ROWS)
		return false;
	snprintf(example, size, "%.*s", (int)strcspn(rows[n].patterns, "|"), rows[n].patterns);
	for (char *star = strchr(example, '*'); star; star = strchr(star, '*'))
		*star = ' ';
	return true;
}

bool complaint_leads_to(size_t n, enum cause cause)
{
	for (size_t k = 0; n < ROWS && k < ROW_CAUSES && rows[n].causes[k]; k++)
		if (rows[n].causes[k] == cause)
			return true;
	return false;
}
