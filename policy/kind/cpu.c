/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds CPU ("150%", "QUOTA PERIOD" as cgroup-v2 has it, max), RATE ("10/1m", max) and LINGER (no,
 * yes or a time).
 */
#include <string.h>

#include "policy/internal.h"

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

KIND_PARSE(cpu_parse)
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
	return error ? error : cpu_check(f, percent, c);
}

KIND_CHECK(cpu_check)
{
	uint64_t percent = *(const uint64_t *)member;

	if (percent == VALUE_MAX || (percent >= f->range.min && percent <= f->range.max))
		return 0;
	return complain(c, "too %s: from %llu%% to %llu%%, or max",
		percent < f->range.min ? "small" : "large", (unsigned long long)f->range.min,
		(unsigned long long)f->range.max);
}

KIND_PRINT(cpu_print)
{
	uint64_t percent = *(const uint64_t *)member;

	(void)f;
	if (percent == VALUE_MAX)
		text_put(out, "max");
	else
		text_add(out, "%llu%%", (unsigned long long)percent);
}

/* A time longer than this one would be a limit by the day; it is kept in memory until a reboot. */
#define RATE_SECONDS_MAX 86400

KIND_PARSE(rate_parse)
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
	return rate_check(f, rate, c);
}

KIND_CHECK(rate_check)
{
	uint64_t rate = *(const uint64_t *)member, seconds = rate & UINT32_MAX;

	if (rate == VALUE_MAX)
		return 0;
	if (seconds < 1 || seconds > RATE_SECONDS_MAX)
		return complain(c, "the time is from 1s to 1d");
	return number_in_range(f, rate >> 32, UNIT_COUNT, c);
}

KIND_PRINT(rate_print)
{
	uint64_t rate = *(const uint64_t *)member;

	(void)f;
	if (rate == VALUE_MAX) {
		text_put(out, "max");
		return;
	}
	text_add(out, "%llu/", (unsigned long long)(rate >> 32));
	number_print(out, rate & UINT32_MAX, UNIT_SECONDS);
}

KIND_PARSE(linger_parse)
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

KIND_CHECK(linger_check)
{
	uint64_t seconds = *(const uint64_t *)member;

	if (seconds == LINGER_NO || seconds == LINGER_YES)
		return 0;
	return number_in_range(f, seconds, UNIT_SECONDS, c);
}

KIND_PRINT(linger_print)
{
	uint64_t seconds = *(const uint64_t *)member;

	(void)f;
	if (seconds == LINGER_NO)
		text_put(out, "no");
	else if (seconds == LINGER_YES)
		text_put(out, "yes");
	else
		number_print(out, seconds, UNIT_SECONDS);
}
