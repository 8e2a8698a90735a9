/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds that are one number: BOOL, ENUM, COUNT, COUNT_OR_MAX, SIZE, SIZE_OR_MAX, MEMORY, DURATION,
 * DURATION_OR_MAX.
 */
#include <stdio.h>
#include <string.h>

#include "policy/internal.h"

static bool takes_max(const struct field *f)
{
	return f->info.kind == KIND_COUNT_OR_MAX || f->info.kind == KIND_SIZE_OR_MAX ||
	       f->info.kind == KIND_MEMORY || f->info.kind == KIND_DURATION_OR_MAX;
}

/* Add "or max" to what would be right, for a value that may be max. */
static int complain_or_max(const struct field *f, const char *text, struct complaint *c, int error)
{
	size_t length;

	if (!error || !c)
		return error;
	if (word_means_max(text))
		return takes_max(f) ? complain(c, "write max for \"no limit\"")
				    : complain(c, "this has no \"no limit\": write a number");
	length = strlen(c->message);
	if (takes_max(f) && strchr(c->message, ':') && c->message[length - 1] != '?')
		(void)snprintf(c->message + length, sizeof(c->message) - length, " or max");
	return error;
}

/* --- yes and no ------------------------------------------------------------------------------ */

static const char *const bool_words[] = {"no", "yes", "false", "true", "off", "on"};

KIND_PARSE(bool_parse)
{
	(void)f;
	for (size_t i = 0; i < sizeof(bool_words) / sizeof(bool_words[0]); i++) {
		if (strcmp(text, bool_words[i]) == 0) {
			*(uint64_t *)member = i % 2;
			return 0;
		}
		if (ascii_same(text, bool_words[i]))
			return complain(c, "write it in lower case: %s", bool_words[i]);
	}
	return complain(c, "write yes or no");
}

KIND_CHECK(bool_check)
{
	(void)f;
	return *(const uint64_t *)member <= 1 ? 0 : complain(c, "neither yes nor no");
}

KIND_PRINT(bool_print)
{
	(void)f;
	text_put(out, *(const uint64_t *)member ? "yes" : "no");
}

/* --- one of some words ----------------------------------------------------------------------- */

/* Say which words there are, and which of them was probably meant. */
static int complain_enum(const struct field *f, const char *text, struct complaint *c)
{
	struct suggestion s = {.word = text};
	char list[96];
	struct text out = {.buffer = list, .size = sizeof(list)};

	for (size_t i = 0; f->range.names[i]; i++) {
		suggest_offer(&s, f->range.names[i]);
		if (i)
			text_put(&out, f->range.names[i + 1] ? ", " : " or ");
		text_put(&out, f->range.names[i]);
	}
	if (s.best)
		return complain(c, "must be %s; did you mean %s?", list, s.best);
	return complain(c, "must be %s", list);
}

KIND_PARSE(enum_parse)
{
	for (size_t i = 0; f->range.names[i]; i++) {
		if (strcmp(text, f->range.names[i]) == 0) {
			*(uint64_t *)member = i;
			return 0;
		}
	}
	return complain_enum(f, text, c);
}

KIND_CHECK(enum_check)
{
	uint64_t number = *(const uint64_t *)member;

	for (uint64_t i = 0; f->range.names[i]; i++) {
		if (i == number)
			return 0;
	}
	return complain(c, "no such choice");
}

KIND_PRINT(enum_print)
{
	text_put(out, f->range.names[*(const uint64_t *)member]);
}

/* --- counts, sizes, times -------------------------------------------------------------------- */

static int check_number(
	const struct field *f, const void *member, enum unit unit, struct complaint *c)
{
	uint64_t number = *(const uint64_t *)member;

	if (number == VALUE_MAX && takes_max(f))
		return 0;
	return number_in_range(f, number, unit, c);
}

static int read_count(const struct field *f, const char *text, uint64_t *n, struct complaint *c)
{
	const char *at = text;
	int error = number_read(&at, n, c);

	if (error)
		return error;
	if (*at)
		return complain(c, "\"%.16s\" behind the number: a count has no unit", at);
	return number_in_range(f, *n, UNIT_COUNT, c);
}

KIND_PARSE(count_parse)
{
	uint64_t *number = member;

	if (takes_max(f) && strcmp(text, "max") == 0) {
		*number = VALUE_MAX;
		return 0;
	}
	return complain_or_max(f, text, c, read_count(f, text, number, c));
}

KIND_CHECK(count_check)
{
	return check_number(f, member, UNIT_COUNT, c);
}

static void print_number(const void *member, enum unit unit, struct text *out)
{
	uint64_t number = *(const uint64_t *)member;

	if (number == VALUE_MAX)
		text_put(out, "max");
	else
		number_print(out, number, unit);
}

KIND_PRINT(count_print)
{
	(void)f;
	print_number(member, UNIT_COUNT, out);
}

KIND_PARSE(size_parse)
{
	uint64_t *number = member;
	int error;

	if (takes_max(f) && strcmp(text, "max") == 0) {
		*number = VALUE_MAX;
		return 0;
	}
	error = number_read_unit(text, UNIT_BYTES, number, c);
	if (!error)
		error = number_in_range(f, *number, UNIT_BYTES, c);
	return complain_or_max(f, text, c, error);
}

KIND_CHECK(size_check)
{
	return check_number(f, member, UNIT_BYTES, c);
}

KIND_PRINT(size_print)
{
	(void)f;
	print_number(member, UNIT_BYTES, out);
}

static bool is_percentage(const char *text)
{
	size_t length = strlen(text);

	return length > 1 && text[length - 1] == '%' && ascii_digit(text[length - 2]);
}

static int read_percentage(const char *text, uint64_t *value, struct complaint *c)
{
	const char *at = text;
	int error = number_read(&at, value, c);

	if (error)
		return error;
	if (strcmp(at, "%") != 0)
		return complain(c, "whole percents only, such as 10%%");
	if (*value < 1 || *value > 100)
		return complain(c, "of the host's memory, from 1%% to 100%%");
	*value |= VALUE_PERCENT;
	return 0;
}

KIND_PARSE(memory_parse)
{
	return is_percentage(text) ? read_percentage(text, member, c) : size_parse(f, text, member, c);
}

KIND_CHECK(memory_check)
{
	uint64_t value = *(const uint64_t *)member;

	if (value == VALUE_MAX || !(value & VALUE_PERCENT))
		return size_check(f, member, c);
	value &= ~VALUE_PERCENT;
	return value >= 1 && value <= 100 ? 0 : complain(c, "no such percentage");
}

KIND_PRINT(memory_print)
{
	uint64_t value = *(const uint64_t *)member;

	if (value == VALUE_MAX || !(value & VALUE_PERCENT))
		size_print(f, member, out);
	else
		text_add(out, "%llu%%", (unsigned long long)(value & ~VALUE_PERCENT));
}

KIND_PARSE(duration_parse)
{
	uint64_t *number = member;
	int error;

	if (takes_max(f) && strcmp(text, "max") == 0) {
		*number = VALUE_MAX;
		return 0;
	}
	error = number_read_unit(text, UNIT_SECONDS, number, c);
	if (!error)
		error = number_in_range(f, *number, UNIT_SECONDS, c);
	return complain_or_max(f, text, c, error);
}

KIND_CHECK(duration_check)
{
	return check_number(f, member, UNIT_SECONDS, c);
}

KIND_PRINT(duration_print)
{
	(void)f;
	print_number(member, UNIT_SECONDS, out);
}
