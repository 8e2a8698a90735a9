/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind HOSTS: names of hosts, with ranges of numbers in brackets.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "policy/ascii.h"
#include "policy/kind.h"

#define RANGES_MAX 4
#define DIGITS_MAX 6
#define LENGTH_MAX 253

/* Behind the "[": *next is what stands behind the "]". */
static int check_range(const char *text, const char **next, struct complaint *c)
{
	char *end;
	const size_t first = strspn(text, "0123456789");
	const size_t last = text[first] == '-' ? strspn(text + first + 1, "0123456789") : 0;

	*next = text + first + 1 + last + 1;
	if (!first || !last || first > DIGITS_MAX || last > DIGITS_MAX || (*next)[-1] != ']')
		return complain(c, "\"[%.20s\": a range is [FIRST-LAST], of numbers with up to %d digits",
			text, DIGITS_MAX);
	if (*text == '0' && first > 1 && first != last)
		return complain(
			c, "\"[%.20s\": with a 0 in front both have as many digits: [01-20]", text);
	if (strtoul(text, &end, 10) > strtoul(text + first + 1, &end, 10))
		return complain(c, "\"[%.20s\": the first number is above the last", text);
	return 0;
}

static int read_host(char *item, void *member, struct complaint *c)
{
	struct string_list *list = member;
	const char *s = item;
	char **items;
	unsigned ranges = 0;
	int error = 0;

	while (!error && *s)
		if (*s == '[' && ++ranges <= RANGES_MAX)
			error = check_range(s + 1, &s, c);
		else if (ascii_alnum(*s) || *s == '-' || *s == '.')
			s++;
		else
			break;
	if (error)
		return error;
	if (*s || s - item > LENGTH_MAX)
		return complain(c, "\"%.40s\": names of hosts, with up to %d ranges of numbers such as "
				   "web[01-20], and commas between them", item, RANGES_MAX);
	items = realloc(list->items, (list->count + 1) * sizeof(*items));
	if (!items)
		return ENOMEM;
	list->items = items;
	items[list->count] = strdup(item);
	return items[list->count] && ++list->count ? 0 : ENOMEM;
}

static KIND_PARSE(parse)
{
	return list_read(text, POLICY_LIST_MAX, "hosts", member, read_host, c);
}

static KIND_PRINT(print)
{
	const struct string_list *list = member;

	for (size_t i = 0; i < list->count; i++) {
		text_put(out, i ? ", " : "");
		text_put(out, list->items[i]);
	}
}

const struct kind kind_HOSTS = {.parse = parse, .print = print, .release = words_release};
