/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes and names without a look at the locale, and who is named by [host] tenants.
 * <ctype.h> is not used: a login program's locale must not decide what a policy says.
 */
#include <string.h>

#include "internal.h"

bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool ascii_alnum(char c)
{
	return ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool ascii_blank(char c)
{
	return c == ' ' || c == '\t';
}

char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool ascii_same(const char *a, const char *b)
{
	while (*a && ascii_lower(*a) == ascii_lower(*b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

bool policy_valid_name(const char *name)
{
	bool all_digits = true;
	size_t length = 0;

	if (!name || name[0] == '.' || name[0] == '-')
		return false;
	for (; name[length]; length++) {
		if (length == POLICY_NAME_SIZE_MAX)
			return false;
		if (!ascii_alnum(name[length]) && !strchr("_.+@-", name[length]))
			return false;
		if (!ascii_digit(name[length]))
			all_digits = false;
	}
	return length > 0 && !all_digits;
}

static bool selector_names(const struct selector *s, const struct policy_who *who)
{
	switch (s->kind) {
	case SELECTOR_NAME:
		return strcmp(s->name, who->name) == 0;
	case SELECTOR_GROUP:
		for (size_t i = 0; i < who->group_count; i++) {
			if (strcmp(s->name, who->groups[i]) == 0)
				return true;
		}
		return false;
	case SELECTOR_UIDS:
		return who->uid >= s->ids.first && who->uid <= s->ids.last;
	}
	return false;
}

bool policy_names(const struct policy *p, const struct policy_who *who)
{
	if (who->uid == 0)
		return false;
	for (size_t i = 0; i < p->tenants.count; i++) {
		if (selector_names(&p->tenants.items[i], who))
			return true;
	}
	return false;
}
