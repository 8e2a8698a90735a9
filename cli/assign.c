/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KEY=VALUE of a command line.
 */
#include "assign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "ini.h"
#include "output.h"
#include "policy/keys.h"
#include "policy/print.h"
#include "policy/service.h"

static int find_field(const char *verb, enum field_scope kind, const char *key, enum field_id *field)
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

/* service.NAME.KEY: 1 if the key is one, 0 if not, -1 if it is a wrong one, said. */
static int find_service(const char *verb, bool unset, const char *key, struct assign *a)
{
	struct service_key_search s;

	if (!policy_service_key_search(key, &s))
		return 0;
	if (*s.wrong && s.near < SERVICE_KEY_COUNT)
		say("%s: %s: %s; a key with a similar name exists: service.%s.%s", verb, key, s.wrong, s.name,
			policy_service_field(s.near)->key);
	else if (*s.wrong)
		say("%s: %s: %s: write service.NAME.KEY", verb, key, s.wrong);
	else if (s.key == SERVICE_KEY_COUNT && !unset)
		say("%s: %s: this is a service, not a key of it: write service.%s.KEY=VALUE", verb, key,
			s.name);
	else {
		*a = (struct assign){.field = FIELD_COUNT, .service_key = s.key};
		snprintf(a->service, sizeof(a->service), "%s", s.name);
		return 1;
	}
	return -1;
}

static int find_key(const char *verb, enum field_scope kind, bool unset, const char *key, struct assign *a)
{
	const int found = find_service(verb, unset, key, a);

	if (found)
		return found < 0 ? -1 : 0;
	*a = (struct assign){.field = FIELD_COUNT};
	return find_field(verb, kind, key, &a->field);
}

static bool is_same(const struct assign *a, const struct assign *b)
{
	if (a->field != b->field || a->field < FIELD_COUNT)
		return a->field == b->field;
	return a->service_key == b->service_key && !strcmp(a->service, b->service);
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

		if (unset ? equals != NULL : !equals) {
			say(unset ? "%s: %s: write the key alone"
				  : "%s: %s: write KEY=VALUE, without blanks around the =",
				verb, operands[i]);
			return -1;
		}
		if (find_key(verb, kind, unset, key, &list[i]) < 0)
			return -1;
		list[i].value = equals && !unset ? equals + 1 : NULL;
		for (int k = 0; k < i; k++)
			if (is_same(&list[k], &list[i])) {
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

/* A service's section without a key would be a service without a command. */
static char *edit_service(const char *text, const struct assign *a)
{
	char *AUTO_FREE section = text_of("service %s", a->service), *AUTO_FREE rest = NULL;
	const char *key;

	if (a->service_key == SERVICE_KEY_COUNT)
		return ini_unset_section(text, section);
	key = policy_service_field(a->service_key)->key;
	if (a->value)
		return ini_set(text, section, key, a->value);
	rest = ini_unset(text, section, key);
	return ini_has_keys(rest, section) ? text_of("%s", rest) : ini_unset_section(rest, section);
}

char *assign_edit(const char *text, const struct assign *list, int count)
{
	char *result = text_of("%s", text);

	for (int i = 0; i < count; i++) {
		const struct field_info *f = policy_field(list[i].field);
		char *next = !f	? edit_service(result, &list[i])
			: list[i].value ? ini_set(result, f->section, f->key, list[i].value)
					: ini_unset(result, f->section, f->key);

		free(result);
		result = next;
	}
	return result;
}

bool assign_is_in(const struct assign *a, const char *section)
{
	const struct field_info *f = policy_field(a->field);

	return f && !strcmp(f->section, section);
}

static char *name_of(const struct assign *a)
{
	if (a->field < FIELD_COUNT)
		return text_of("%s", policy_field(a->field)->key);
	if (a->service_key == SERVICE_KEY_COUNT)
		return text_of("service.%s", a->service);
	return text_of("service.%s.%s", a->service, policy_service_field(a->service_key)->key);
}

char *assign_words(const struct assign *list, int count)
{
	char *result = text_of("%s", "");

	for (int i = 0; i < count; i++) {
		char *AUTO_FREE key = name_of(&list[i]);
		const char *comma = i ? ", " : "";
		char *next = list[i].value ? text_of("%s%s%s = %s", result, comma, key, list[i].value)
					   : text_of("%s%swithout %s", result, comma, key);

		free(result);
		result = next;
	}
	return result;
}
