/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind LINGER: no, yes or a time.
 */
#include <string.h>

#include "digits.h"
#include "plain.h"
#include "policy/ascii.h"
#include "policy/kind.h"

static KIND_PARSE(parse)
{
	uint64_t *seconds = member;
	int error;

	if (strcmp(text, "no") == 0) {
		*seconds = LINGER_NO;
		return 0;
	}
	if (strcmp(text, "yes") == 0) {
		*seconds = LINGER_YES;
		return 0;
	}
	if (!ascii_digit(text[0]))
		return complain(c, "write no, yes or a time such as 2h");
	error = number_read_unit(text, UNIT_SECONDS, seconds, c);
	return error ? error : number_in_range(f, *seconds, UNIT_SECONDS, c);
}

static KIND_CHECK(check)
{
	uint64_t seconds = *(const uint64_t *)member;

	if (seconds == LINGER_NO || seconds == LINGER_YES)
		return 0;
	return number_in_range(f, seconds, UNIT_SECONDS, c);
}

static KIND_PRINT(print)
{
	uint64_t seconds = *(const uint64_t *)member;

	if (seconds == LINGER_NO)
		text_put(out, "no");
	else if (seconds == LINGER_YES)
		text_put(out, "yes");
	else
		number_print(out, seconds, UNIT_SECONDS);
}

const struct kind kind_LINGER = {.parse = parse, .check = check, .print = print,
	.encode = number_encode, .decode = number_decode};
