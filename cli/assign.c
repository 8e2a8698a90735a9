/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KEY=VALUE of a command line.
 */
#include "assign.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "ini.h"
#include "output.h"
#include "policy/keys.h"
#include "policy/print.h"

static int find_key(const char *verb, enum field_scope kind, const char *key, enum field_id *field)
{
	const struct key_search s = policy_key_search(key, kind);
	const struct field_info *a = s.id < FIELD_COUNT ? policy_field(s.id) : NULL;
	const struct field_info *b = s.other < FIELD_COUNT ? policy_field(s.other) : NULL;
	const struct field_info *near = s.near < FIELD_COUNT ? policy_field(s.near) : NULL;

	*field = s.id;
	if (a && !b)
		return 0;
	if (a)
		say("%s: %s: is it %s.%s or %s.%s?", verb, key, a->section, a->key, b->section, b->key);
	else if (near)
		say("%s: there is no key %s here; a key with a similar name exists: %s.%s", verb, key,
			near->section, near->key);
	else
		say("%s: there is no key %s here: see hostel keys", verb, key);
	return -1;
}

int assign_parse(const char *verb, enum field_scope kind, bool unset, int count, char **operands,
	struct assign list[ASSIGN_MAX])
{
	if (count > ASSIGN_MAX) {
		say("%s: at most %d keys at a time", verb, ASSIGN_MAX);
		return -1;
	}
	for (int i = 0; i < count; i++) {
		char *AUTO_FREE key = text_of("%.*s", (int)strcspn(operands[i], "="), operands[i]);
		const char *equals = strchr(operands[i], '=');

		list[i].value = equals && !unset ? equals + 1 : NULL;
		if (unset ? equals != NULL : !equals) {
			say(unset ? "%s: %s: write the key alone"
				  : "%s: %s: write KEY=VALUE, without blanks around the =",
				verb, operands[i]);
			return -1;
		}
		if (find_key(verb, kind, key, &list[i].field) < 0)
			return -1;
		for (int k = 0; k < i; k++)
			if (list[k].field == list[i].field) {
				say("%s: %s is said twice", verb, key);
				return -1;
			}
		if (list[i].value && !ini_writable(list[i].value)) {
			say("%s: %s: a value is one line, without backslashes and without both kinds of "
			    "quotes",
				verb, key);
			return -1;
		}
	}
	return count;
}

char *assign_edit(const char *text, const struct assign *list, int count)
{
	char *result = text_of("%s", text);

	for (int i = 0; i < count; i++) {
		const struct field_info *f = policy_field(list[i].field);
		char *next = list[i].value ? ini_set(result, f->section, f->key, list[i].value)
					   : ini_unset(result, f->section, f->key);

		free(result);
		result = next;
	}
	return result;
}

char *assign_words(const struct assign *list, int count)
{
	char *result = text_of("%s", "");

	for (int i = 0; i < count; i++) {
		const char *key = policy_field(list[i].field)->key, *comma = i ? ", " : "";
		char *next = list[i].value ? text_of("%s%s%s = %s", result, comma, key, list[i].value)
					   : text_of("%s%swithout %s", result, comma, key);

		free(result);
		result = next;
	}
	return result;
}
