/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel keys: every key that a policy can have, for people and for panels that make a form of it.
 */
#include "policy/keys.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/output.h"
#include "command.h"
#include "policy/defaults.h"
#include "policy/print.h"

static const char *file_of(enum field_scope scope)
{
	return scope == SCOPE_HOST     ? "host"
	       : scope == SCOPE_PLAN   ? "plan"
	       : scope == SCOPE_TENANT ? "tenant"
				       : "any";
}

/* fields.def's own words: what a change means for a sandbox that is alive. */
static const char *effect_of(enum field_effect effect)
{
	return effect == EFFECT_LIMIT ? "limit" : effect == EFFECT_LOGIN ? "login" : "policy";
}

static void put_number(struct json *o, const char *key, bool there, uint64_t number)
{
	if (there && number != VALUE_MAX && number <= INT64_MAX)
		json_put_number(o, key, (int64_t)number);
	else
		json_put_null(o, key);
}

static struct json *key_json(const struct policy *p, enum field_id id)
{
	const struct field_info *info = policy_field(id);
	const struct key_facts f = policy_key_facts(id);
	struct json *o = json_make_object(), *choices;
	uint64_t number = VALUE_MAX;
	const bool numeric = policy_key_number(p, id, &number);

	json_put_text(o, "section", info->section);
	json_put_text(o, "key", info->key);
	json_put_text(o, "file", file_of(info->scope));
	json_put_text(o, "change", effect_of(info->effect));
	json_put_bool(o, "owner", info->sum);
	json_put_text(o, "type", f.type);
	if (f.unit)
		json_put_text(o, "unit", f.unit);
	else
		json_put_null(o, "unit");
	put_number(o, "min", f.ranged, f.min);
	put_number(o, "max", f.ranged, f.max);
	json_put_bool(o, "unlimited", f.unlimited);
	if (f.choices) {
		choices = json_make_array();
		for (const char *const *c = f.choices; *c; c++)
			json_add_text(choices, *c);
		json_put(o, "choices", choices);
	}
	json_put_text(o, "default", info->default_text);
	if (numeric)
		put_number(o, "default_number", true, number);
	json_put_text(o, "help", info->text);
	return o;
}

static void print_list(void)
{
	static const struct column columns[] = {{"KEY", false}, {"TYPE", false}, {"UNIT", false},
		{"CHANGE", false}, {"DEFAULT", false}, {"", false}};
	struct table t = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL};

	for (unsigned int n = 0; n < FIELD_COUNT; n++) {
		const struct field_info *info = policy_field((enum field_id)n);
		const struct key_facts f = policy_key_facts((enum field_id)n);
		char name[96];

		snprintf(name, sizeof(name), "%s.%s", info->section, info->key);
		table_add(&t, (const char *const[]){name, f.type, f.unit ? f.unit : "",
				      effect_of(info->effect), info->default_text, info->text});
	}
	table_show(&t);
	table_free(&t);
}

int cmd_keys(const struct cli *c, int count, char **operands)
{
	struct json *list;
	struct policy p;

	(void)count;
	(void)operands;
	if (!c->json) {
		print_list();
		return EXIT_FINE;
	}
	if (policy_init(&p))
		out_of_memory();
	list = json_make_array();
	for (unsigned int n = 0; n < FIELD_COUNT; n++)
		json_add(list, key_json(&p, (enum field_id)n));
	policy_free(&p);
	json_finish(list);
	return EXIT_FINE;
}
