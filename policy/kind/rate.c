/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds RATE ("10/1m", max) and BITRATE ("20mbit", max).
 */
#include <string.h>

#include "digits.h"
#include "plain.h"
#include "policy/kind.h"

/* A time longer than this one would be a limit by the day; it is kept in memory until a reboot. */
#define RATE_SECONDS_MAX 86400

static KIND_CHECK(check_rate)
{
	uint64_t rate = *(const uint64_t *)member, seconds = rate & UINT32_MAX;

	if (rate == VALUE_MAX)
		return 0;
	if (seconds < 1 || seconds > RATE_SECONDS_MAX)
		return complain(c, "the time is from 1s to 1d");
	return number_in_range(f, rate >> 32, UNIT_COUNT, c);
}

static KIND_PARSE(parse_rate)
{
	uint64_t *rate = member, count, seconds;
	const char *at = text;
	int error;

	*rate = VALUE_MAX;
	if (strcmp(text, "max") == 0)
		return 0;
	if (word_means_max(text))
		return complain(c, "write max for \"no limit\"");
	error = number_read(&at, &count, c);
	if (!error && *at != '/')
		error = complain(c, "write a count and a time such as 10/1m, or max");
	if (!error)
		error = number_read_unit(at + 1, UNIT_SECONDS, &seconds, c);
	if (error)
		return error;
	if (count > UINT32_MAX || seconds > RATE_SECONDS_MAX)
		return complain(c, "too large: up to 100000 in 1d");
	*rate = count << 32 | seconds;
	return check_rate(f, rate, c);
}

static KIND_PRINT(print_rate)
{
	uint64_t rate = *(const uint64_t *)member;

	if (rate == VALUE_MAX) {
		text_put(out, "max");
		return;
	}
	text_add(out, "%llu/", (unsigned long long)(rate >> 32));
	number_print(out, rate & UINT32_MAX, UNIT_SECONDS);
}

const struct kind kind_RATE = {.parse = parse_rate, .check = check_rate, .print = print_rate,
	.encode = number_encode, .decode = number_decode};

static KIND_CHECK(check_bitrate)
{
	uint64_t rate = *(const uint64_t *)member;

	return rate == VALUE_MAX ? 0 : number_in_range(f, rate, UNIT_BITS, c);
}

static KIND_PARSE(parse_bitrate)
{
	uint64_t *rate = member;
	int error;

	*rate = VALUE_MAX;
	if (strcmp(text, "max") == 0)
		return 0;
	if (word_means_max(text))
		return complain(c, "write max for \"no limit\"");
	error = number_read_unit(text, UNIT_BITS, rate, c);
	return error ? error : number_in_range(f, *rate, UNIT_BITS, c);
}

static KIND_PRINT(print_bitrate)
{
	number_print(out, *(const uint64_t *)member, UNIT_BITS);
}

const struct kind kind_BITRATE = {.parse = parse_bitrate, .check = check_bitrate,
	.print = print_bitrate, .encode = number_encode, .decode = number_decode};
