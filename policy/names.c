/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of accounts and groups, and whom [host] tenants names.
 */
#include "policy/names.h"

#include <string.h>

#include "ascii.h"

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
