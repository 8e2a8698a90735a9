/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of accounts and groups, and whom [host] tenants names.
 */
#include "policy/names.h"

#include <string.h>

#include "ascii.h"

/* The bytes of the character of UTF-8 at `s` beyond ASCII; 0: it is none, or a control character. */
static size_t wide(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	const size_t length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;

	if (s[0] < 0xc2 || s[0] > 0xf4 || (s[0] == 0xc2 && s[1] < 0xa0) || (s[0] == 0xe0 && s[1] < 0xa0) ||
		(s[0] == 0xf0 && s[1] < 0x90))
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	return length;
}

static bool is_valid(const char *name, const char *others)
{
	size_t length = 0, step;

	if (!name || name[0] == '.' || name[0] == '-')
		return false;
	for (; name[length]; length += step) {
		step = (unsigned char)name[length] < 0x80 ? 1 : wide(name + length);
		if (!step || length + step > POLICY_NAME_SIZE_MAX)
			return false;
		if (step == 1 && !ascii_alnum(name[length]) && !strchr(others, name[length]))
			return false;
	}
	return length > 0;
}

bool policy_is_number(const char *name)
{
	while (ascii_digit(*name))
		name++;
	return !*name;
}

bool policy_valid_name(const char *name)
{
	return is_valid(name, "_.+@-$\\");
}

bool policy_valid_group(const char *name)
{
	return is_valid(name, "_.+@-$\\ ") && !policy_is_number(name) && name[0] != ' ' &&
		name[strlen(name) - 1] != ' ';
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
