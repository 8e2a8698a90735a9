/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind ULIMIT: "soft:hard" or one value for both, in the unit of its resource.
 * Limits with which no program could start are refused here, not at the login.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "digits.h"
#include "policy/kind.h"

struct limit_bounds {
	uint64_t min;
	uint64_t max; /* 0: none, and "max" may be written */
	const char *why;
};

static const struct limit_bounds bounds[ULIMIT_COUNT] = {
	[0] = {1, 0, "at least 1s"},
	[3] = {131072, 0, "at least 128K, or no program starts"},
	[6] = {8, 0, "at least 8, or no shell works"},
	[7] = {16, 0, "at least 16, or no program starts"},
	[9] = {16777216, 0, "at least 16M, or no program starts"},
	[13] = {0, 40, "from 0 to 40"},
	[14] = {0, 99, "from 0 to 99"},
};

static int read_one(const struct field *f, const char *text, uint64_t *number, struct complaint *c)
{
	const char *at = text;
	uint64_t plain;
	int error;

	if (strcmp(text, "max") == 0) {
		*number = VALUE_MAX;
		return 0;
	}
	if (word_means_max(text))
		return complain(c, "write max for \"no limit\"");
	error = number_read(&at, &plain, c);
	if (error)
		return error;
	if (!*at && (f->range.unit == UNIT_SECONDS || (f->range.unit == UNIT_BYTES && plain == 0))) {
		*number = plain;
		return 0;
	}
	return number_read_unit(text, f->range.unit, number, c);
}

static KIND_CHECK(check)
{
	const struct ulimit_pair *limit = member;
	const struct limit_bounds *b = &bounds[f->range.resource];

	if (limit->soft > limit->hard)
		return complain(c, "the soft limit is above the hard one: write soft:hard");
	if (limit->soft < b->min || (b->max && limit->hard > b->max))
		return complain(c, "%s", b->why);
	return 0;
}

static KIND_PARSE(parse)
{
	struct ulimit_pair *limit = member;
	const char *colon = strchr(text, ':');
	char soft[64];
	int error;

	if (!colon) {
		error = read_one(f, text, &limit->soft, c);
		limit->hard = limit->soft;
	} else if ((size_t)(colon - text) >= sizeof(soft)) {
		error = complain(c, "write soft:hard or one value for both");
	} else {
		(void)snprintf(soft, sizeof(soft), "%.*s", (int)(colon - text), text);
		error = read_one(f, soft, &limit->soft, c);
		if (!error)
			error = read_one(f, colon + 1, &limit->hard, c);
	}
	return error ? error : check(f, limit, c);
}

static void print_one(const struct field *f, uint64_t number, struct text *out)
{
	if (number == 0 && f->range.unit == UNIT_BYTES)
		text_put(out, "0");
	else
		number_print(out, number, f->range.unit);
}

static KIND_PRINT(print)
{
	const struct ulimit_pair *limit = member;

	print_one(f, limit->soft, out);
	if (limit->soft != limit->hard) {
		text_put(out, ":");
		print_one(f, limit->hard, out);
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct ulimit_pair *limit = member;

	wire_put_u64(out, limit->soft);
	wire_put_u64(out, limit->hard);
}

static int decode(struct wire_reader *in, void *member)
{
	struct ulimit_pair *limit = member;

	limit->soft = wire_get_u64(in);
	limit->hard = wire_get_u64(in);
	return in->failed ? EINVAL : 0;
}

const struct kind kind_ULIMIT = {.parse = parse, .check = check, .print = print, .encode = encode,
	.decode = decode};
