/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds DAY, a day of the host's calendar, and SENTENCE, which somebody is told.
 */
#include <string.h>

#include "plain.h"
#include "policy/ascii.h"

#define SENTENCE_SIZE_MAX 160

static unsigned days_of(unsigned year, unsigned month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool is_day(uint64_t value)
{
	const unsigned year = (unsigned)(value / 10000), month = (unsigned)(value / 100 % 100);
	const unsigned day = (unsigned)(value % 100);

	return year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days_of(year, month);
}

static KIND_PARSE(parse_day)
{
	uint64_t value = 0;
	size_t i;

	if (strcmp(text, "never") == 0) {
		*(uint64_t *)member = 0;
		return 0;
	}
	for (i = 0; text[i] && i < 10; i++) {
		if (i == 4 || i == 7 ? text[i] != '-' : !ascii_digit(text[i]))
			break;
		if (text[i] != '-')
			value = value * 10 + (uint64_t)(text[i] - '0');
	}
	if (i != 10 || text[i] || !is_day(value))
		return complain(c, "write a day such as 2027-03-01, or never");
	*(uint64_t *)member = value;
	return 0;
}

static KIND_CHECK(check_day)
{
	const uint64_t value = *(const uint64_t *)member;

	return !value || is_day(value) ? 0 : complain(c, "no such day");
}

static KIND_PRINT(print_day)
{
	const uint64_t value = *(const uint64_t *)member;

	if (value)
		text_add(out, "%04u-%02u-%02u", (unsigned)(value / 10000), (unsigned)(value / 100 % 100),
			(unsigned)(value % 100));
	else
		text_put(out, "never");
}

const struct kind kind_DAY = {.parse = parse_day,
	.check = check_day,
	.print = print_day,
	.encode = number_encode,
	.decode = number_decode};

static KIND_CHECK(check_sentence)
{
	const char *text = *(char *const *)member;

	if (strlen(text) > SENTENCE_SIZE_MAX)
		return complain(c, "at most %d letters", SENTENCE_SIZE_MAX);
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			return complain(c, "one line of printable ASCII");
	}
	return 0;
}

const struct kind kind_SENTENCE = {
	.parse = plain_parse, .check = check_sentence, .print = plain_print, .release = plain_release};
