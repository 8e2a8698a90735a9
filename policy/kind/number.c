/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds that are one number: BOOL, ENUM, COUNT, COUNT_OR_MAX, SIZE, SIZE_OR_MAX, MEMORY, DURATION,
 * DURATION_OR_MAX.
 */
#include <stdio.h>
#include <string.h>

#include "digits.h"
#include "plain.h"
#include "policy/ascii.h"
#include "policy/kind.h"
#include "policy/suggest.h"

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

static KIND_PARSE(parse_bool)
{
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

static KIND_CHECK(check_bool)
{
	return *(const uint64_t *)member <= 1 ? 0 : complain(c, "neither yes nor no");
}

static KIND_PRINT(print_bool)
{
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

static KIND_PARSE(parse_enum)
{
	for (size_t i = 0; f->range.names[i]; i++) {
		if (strcmp(text, f->range.names[i]) == 0) {
			*(uint64_t *)member = i;
			return 0;
		}
	}
	return complain_enum(f, text, c);
}

static KIND_CHECK(check_enum)
{
	uint64_t number = *(const uint64_t *)member;

	for (uint64_t i = 0; f->range.names[i]; i++) {
		if (i == number)
			return 0;
	}
	return complain(c, "no such choice");
}

static KIND_PRINT(print_enum)
{
	text_put(out, f->range.names[*(const uint64_t *)member]);
}

/* --- counts, sizes, times -------------------------------------------------------------------- */

static enum unit unit_of(const struct field *f)
{
	switch (f->info.kind) {
	case KIND_COUNT:
	case KIND_COUNT_OR_MAX:
		return UNIT_COUNT;
	case KIND_DURATION:
	case KIND_DURATION_OR_MAX:
		return UNIT_SECONDS;
	default:
		return UNIT_BYTES;
	}
}

static KIND_PARSE(parse_number)
{
	uint64_t *number = member;
	int error;

	if (takes_max(f) && strcmp(text, "max") == 0) {
		*number = VALUE_MAX;
		return 0;
	}
	error = number_read_unit(text, unit_of(f), number, c);
	if (!error)
		error = number_in_range(f, *number, unit_of(f), c);
	return complain_or_max(f, text, c, error);
}

static KIND_CHECK(check_number)
{
	uint64_t number = *(const uint64_t *)member;

	return number == VALUE_MAX && takes_max(f) ? 0 : number_in_range(f, number, unit_of(f), c);
}

static KIND_PRINT(print_number)
{
	number_print(out, *(const uint64_t *)member, unit_of(f));
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

static KIND_PARSE(parse_memory)
{
	return is_percentage(text) ? read_percentage(text, member, c) : parse_number(f, text, member, c);
}

static KIND_CHECK(check_memory)
{
	uint64_t value = *(const uint64_t *)member;

	if (value == VALUE_MAX || !(value & VALUE_PERCENT))
		return check_number(f, member, c);
	value &= ~VALUE_PERCENT;
	return value >= 1 && value <= 100 ? 0 : complain(c, "no such percentage");
}

static KIND_PRINT(print_memory)
{
	uint64_t value = *(const uint64_t *)member;

	if (value == VALUE_MAX || !(value & VALUE_PERCENT))
		print_number(f, member, out);
	else
		text_add(out, "%llu%%", (unsigned long long)(value & ~VALUE_PERCENT));
}

#define NUMBER(name, stem)                                                                         \
	const struct kind kind_##name = {.parse = parse_##stem, .check = check_##stem,             \
		.print = print_##stem, .encode = number_encode, .decode = number_decode}

NUMBER(BOOL, bool);
NUMBER(ENUM, enum);
NUMBER(COUNT, number);
NUMBER(COUNT_OR_MAX, number);
NUMBER(SIZE, number);
NUMBER(SIZE_OR_MAX, number);
NUMBER(DURATION, number);
NUMBER(DURATION_OR_MAX, number);
NUMBER(MEMORY, memory);
