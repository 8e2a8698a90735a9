/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of a key.
 */
#include "value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgroup/counters.h"
#include "cli/output.h"
#include "policy/keys.h"
#include "policy/print.h"

static bool in_unit(enum field_id id, const char *unit)
{
	const char *has = policy_key_facts(id).unit;

	return has && !strcmp(has, unit);
}

void value_show(char text[VALUE_TEXT_SIZE], enum field_id id, uint64_t n)
{
	if (n == VALUE_MAX)
		snprintf(text, VALUE_TEXT_SIZE, "max");
	else if (in_unit(id, "bytes"))
		print_size(text, VALUE_TEXT_SIZE, n > INT64_MAX ? INT64_MAX : (int64_t)n);
	else
		value_write(text, id, n);
}

/* The largest unit of which it is a whole number. */
static void write_unit(char text[VALUE_TEXT_SIZE], uint64_t n, uint64_t step, const char *const *units)
{
	while (units[1] && n && n % step == 0) {
		n /= step;
		units++;
	}
	snprintf(text, VALUE_TEXT_SIZE, "%llu%s", (unsigned long long)n, *units);
}

void value_write(char text[VALUE_TEXT_SIZE], enum field_id id, uint64_t n)
{
	static const char *const bytes[] = {"B", "K", "M", "G", "T", NULL};
	static const char *const bits[] = {"bit", "kbit", "mbit", "gbit", NULL};

	if (n == VALUE_MAX)
		snprintf(text, VALUE_TEXT_SIZE, "max");
	else if (in_unit(id, "bytes"))
		write_unit(text, n, 1024, bytes);
	else if (in_unit(id, "bits_per_second"))
		write_unit(text, n, 1000, bits);
	else if (in_unit(id, "seconds"))
		snprintf(text, VALUE_TEXT_SIZE, "%llus", (unsigned long long)n);
	else if (in_unit(id, "microseconds"))
		snprintf(text, VALUE_TEXT_SIZE, "%lluus", (unsigned long long)n);
	else
		snprintf(text, VALUE_TEXT_SIZE, "%llu%s", (unsigned long long)n,
			in_unit(id, "percent") ? "%" : "");
}

char *value_of(const struct policy *p, enum field_id id)
{
	const int n = policy_print_field(p, id, NULL, 0);
	char *text = malloc((size_t)n + 1);

	if (!text)
		out_of_memory();
	policy_print_field(p, id, text, (size_t)n + 1);
	return text;
}
