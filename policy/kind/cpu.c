/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind CPU: "150%", "QUOTA PERIOD" as cgroup-v2 has it, max.
 */
#include <string.h>

#include "digits.h"
#include "plain.h"
#include "policy/kind.h"

/* What the kernel takes for cpu.max, in microseconds. */
#define QUOTA_MIN UINT64_C(1000)
#define PERIOD_MIN UINT64_C(1000)
#define PERIOD_MAX UINT64_C(1000000)

static int read_period(const char *at, uint64_t *period, struct complaint *c)
{
	int error = number_read(&at, period, c);

	if (error)
		return error;
	if (*at)
		return complain(c, "nothing may stand behind QUOTA PERIOD");
	if (*period < PERIOD_MIN || *period > PERIOD_MAX)
		return complain(c, "the period is from 1000 to 1000000 microseconds");
	return 0;
}

/* "QUOTA PERIOD" as whole percent, rounded up. */
static int read_quota(uint64_t quota, const char *at, uint64_t *percent, struct complaint *c)
{
	uint64_t period;
	int error = read_period(at, &period, c);

	if (error)
		return error;
	if (quota < QUOTA_MIN)
		return complain(c, "the quota is at least 1000 microseconds");
	if (__builtin_mul_overflow(quota, 100, percent) ||
		__builtin_add_overflow(*percent, period - 1, percent))
		return complain(c, "this number is too large");
	*percent /= period;
	return 0;
}

static KIND_CHECK(check)
{
	uint64_t percent = *(const uint64_t *)member;

	if (percent == VALUE_MAX || (percent >= f->range.min && percent <= f->range.max))
		return 0;
	return complain(c, "too %s: from %llu%% to %llu%%, or max",
		percent < f->range.min ? "small" : "large", (unsigned long long)f->range.min,
		(unsigned long long)f->range.max);
}

static KIND_PARSE(parse)
{
	uint64_t *percent = member;
	const char *at = text;
	uint64_t number;
	int error;

	*percent = VALUE_MAX;
	if (strcmp(text, "max") == 0)
		return 0;
	if (strncmp(text, "max ", 4) == 0)
		return read_period(text + 4, &number, c);
	if (word_means_max(text))
		return complain(c, "write max for \"no limit\"");
	error = number_read(&at, &number, c);
	if (error)
		return error;
	if (strcmp(at, "%") == 0)
		*percent = number;
	else if (*at == ' ')
		error = read_quota(number, at + 1, percent, c);
	else
		error = complain(c, "write a percentage of one processor such as 150%%, "
				    "QUOTA PERIOD such as 50000 100000, or max");
	return error ? error : check(f, percent, c);
}

static KIND_PRINT(print)
{
	uint64_t percent = *(const uint64_t *)member;

	if (percent == VALUE_MAX)
		text_put(out, "max");
	else
		text_add(out, "%llu%%", (unsigned long long)percent);
}

const struct kind kind_CPU = {.parse = parse, .check = check, .print = print,
	.encode = number_encode, .decode = number_decode};
