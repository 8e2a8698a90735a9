/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of hosts, with ranges of numbers. Patterns were checked by policy/kind/host_names.c.
 */
#include "policy/on_host.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"

#define DIGITS_MAX 6

/* How many digits the text begins with, as far as a range can have them. */
static size_t digits(const char *text)
{
	size_t n = 0;

	while (n < DIGITS_MAX && ascii_digit(text[n]))
		n++;
	return n;
}

static unsigned long number(const char *text, size_t length)
{
	unsigned long n = 0;

	for (size_t i = 0; i < length; i++)
		n = 10 * n + (unsigned long)(text[i] - '0');
	return n;
}

static bool match(const char *pattern, const char *text, const char *end);

/* "[01-20]..." */
static bool match_range(const char *pattern, const char *text, const char *end)
{
	const char *first = pattern + 1, *last = first + digits(first) + 1;
	const size_t width = *first == '0' && first[1] != '-' ? digits(first) : 0;
	const char *rest = last + digits(last) + 1;

	for (size_t n = digits(text); n && text + n <= end; n--) {
		const unsigned long value = number(text, n);

		if (width ? n != width : n > 1 && *text == '0')
			continue;
		if (value >= number(first, digits(first)) && value <= number(last, digits(last)) &&
			match(rest, text + n, end))
			return true;
	}
	return false;
}

static bool match(const char *pattern, const char *text, const char *end)
{
	for (; *pattern && *pattern != '['; pattern++, text++)
		if (text == end || ascii_lower(*pattern) != ascii_lower(*text))
			return false;
	return *pattern ? match_range(pattern, text, end) : text == end;
}

bool policy_on_host(const struct string_list *hosts, const char *name)
{
	const char *end = name + strlen(name), *dot = name + strcspn(name, ".");

	for (size_t i = 0; i < hosts->count; i++)
		if (match(hosts->items[i], name, end) || match(hosts->items[i], name, dot))
			return true;
	return !hosts->count;
}
