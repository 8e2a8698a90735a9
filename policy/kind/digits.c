/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as people write them: digits, then one of the unit's names. No signs, no leading zeros,
 * nothing behind, no overflow: what is not plainly a number is refused.
 */
#include "digits.h"

#include <string.h>

#include "policy/ascii.h"

struct unit_name {
	const char *name;
	uint64_t factor;
};

struct unit_info {
	const char *what;     /* "a size" */
	const char *examples; /* what would be right */
	const char *letters;
	struct unit_name names[6]; /* ascending, ends with NULL */
};

static const struct unit_info units[] = {
	[UNIT_BYTES] = {"a size", "512M, 2G", "B, K, M, G and T",
		{{"B", 1}, {"K", UINT64_C(1) << 10}, {"M", UINT64_C(1) << 20},
			{"G", UINT64_C(1) << 30}, {"T", UINT64_C(1) << 40}, {NULL, 0}}},
	[UNIT_SECONDS] = {"a time", "30s, 10m, 2h, 1d", "s, m, h and d",
		{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {NULL, 0}}},
	[UNIT_MICROSECONDS] = {"a time", "500us, 200ms, 2s", "us, ms and s",
		{{"us", 1}, {"ms", 1000}, {"s", 1000000}, {NULL, 0}}},
	[UNIT_BITS] = {"a rate", "512kbit, 20mbit", "bit, kbit, mbit and gbit",
		{{"bit", 1}, {"kbit", 1000}, {"mbit", 1000000}, {"gbit", 1000000000}, {NULL, 0}}},
};

bool word_means_max(const char *text)
{
	static const char *const words[] = {
		"-1", "unlimited", "infinity", "infinite", "inf", "none", "max"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (ascii_same(text, words[i]))
			return true;
	}
	return false;
}

int number_read(const char **at, uint64_t *number, struct complaint *c)
{
	const char *s = *at;
	uint64_t n = 0;

	if (!*s)
		return complain(c, "a number is missing");
	if (*s == '+' || *s == '-')
		return complain(c, "a number has no sign here");
	if (!ascii_digit(*s))
		return complain(c, "this is not a number");
	if (s[0] == '0' && ascii_digit(s[1]))
		return complain(c, "a number has no leading zeros here");
	for (; ascii_digit(*s); s++) {
		if (__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, (uint64_t)(*s - '0'), &n) || n == UINT64_MAX)
			return complain(c, "this number is too large");
	}
	*at = s;
	*number = n;
	return 0;
}

static int read_between(
	const char **at, uint32_t min, uint32_t max, const char *wrong, uint32_t *n, struct complaint *c)
{
	uint64_t number;
	int error = number_read(at, &number, c);

	if (!error && (number < min || number > max))
		error = complain(c, "%s", wrong);
	*n = error ? 0 : (uint32_t)number;
	return error;
}

int number_read_range(const char **at, uint32_t min, uint32_t max, const char *wrong, uint32_t *first,
	uint32_t *last, struct complaint *c)
{
	int error = read_between(at, min, max, wrong, first, c);

	*last = *first;
	if (error || **at != '-')
		return error;
	(*at)++;
	return read_between(at, min, max, wrong, last, c);
}

/* Say what is wrong with the text behind the digits. */
static int complain_unit(
	const struct unit_info *u, const char *digits, const char *rest, struct complaint *c)
{
	int length = (int)(rest - digits);

	if (length > 20)
		length = 20;
	if (!*rest)
		return complain(c, "%s needs a unit: %s", u->what, u->examples);
	if (*rest == '%')
		return complain(c, "%s is no percentage here: write %s", u->what, u->examples);
	if (*rest == '.' || *rest == ',')
		return complain(c, "whole numbers only: %s", u->examples);
	for (const struct unit_name *n = u->names; n->name; n++) {
		if (ascii_lower(n->name[0]) == ascii_lower(rest[0]) &&
			(!n->name[1] || u == &units[UNIT_BITS]))
			return complain(c, "unknown unit \"%.16s\": did you mean %.*s%s?", rest,
				length, digits, n->name);
	}
	return complain(c, "unknown unit \"%.16s\" (there are %s): write %s", rest, u->letters,
		u->examples);
}

int number_read_unit(const char *text, enum unit unit, uint64_t *number, struct complaint *c)
{
	const struct unit_info *u = &units[unit];
	const char *at = text;
	int error = number_read(&at, number, c);

	if (error || (unit == UNIT_COUNT && !*at))
		return error;
	if (unit == UNIT_COUNT)
		return complain(c, "\"%.16s\" behind the number: a count has no unit", at);
	for (const struct unit_name *n = u->names; n->name; n++) {
		if (strcmp(at, n->name) != 0)
			continue;
		if (__builtin_mul_overflow(*number, n->factor, number))
			return complain(c, "this number is too large");
		return 0;
	}
	return complain_unit(u, text, at, c);
}

void number_print(struct text *out, uint64_t number, enum unit unit)
{
	const struct unit_name *best;

	if (number == VALUE_MAX) {
		text_add(out, "max");
		return;
	}
	if (unit == UNIT_COUNT) {
		text_add(out, "%llu", (unsigned long long)number);
		return;
	}
	best = units[unit].names;
	for (const struct unit_name *n = best; n->name; n++) {
		if (number && number % n->factor == 0)
			best = n;
	}
	text_add(out, "%llu%s", (unsigned long long)(number / best->factor), best->name);
}

int number_in_range(const struct field *f, uint64_t number, enum unit unit, struct complaint *c)
{
	char min[32], max[32];

	if (number >= f->range.min && number <= f->range.max)
		return 0;
	number_print(&(struct text){.buffer = min, .size = sizeof(min)}, f->range.min, unit);
	number_print(&(struct text){.buffer = max, .size = sizeof(max)}, f->range.max, unit);
	return complain(
		c, "too %s: from %s to %s", number < f->range.min ? "small" : "large", min, max);
}
