/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel keys: every key that a policy can have, for people and for panels that make a form of it.
 */
#include "policy/keys.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/output.h"
#include "command.h"
#include "policy/defaults.h"
#include "policy/print.h"
#include "policy/service.h"

#define DEFAULT_SHOWN 25 /* what is left of 80 columns */

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

static struct json *key_json(const struct field_info *info, const struct key_facts *f)
{
	struct json *o = json_make_object(), *choices;

	json_put_text(o, "section", info->section);
	json_put_text(o, "key", info->key);
	json_put_text(o, "file", file_of(info->scope));
	json_put_text(o, "change", effect_of(info->effect));
	json_put_bool(o, "owner", info->sum);
	json_put_text(o, "type", f->type);
	if (f->unit)
		json_put_text(o, "unit", f->unit);
	else
		json_put_null(o, "unit");
	put_number(o, "min", f->ranged, f->min);
	put_number(o, "max", f->ranged, f->max);
	json_put_bool(o, "unlimited", f->unlimited);
	if (f->choices) {
		choices = json_make_array();
		for (const char *const *c = f->choices; *c; c++)
			json_add_text(choices, *c);
		json_put(o, "choices", choices);
	} else {
		json_put_null(o, "choices");
	}
	json_put_text(o, "default", info->default_text);
	json_put_text(o, "help", info->text);
	return o;
}

static struct json *list_json(const struct policy *p)
{
	struct json *list = json_make_array(), *o;
	uint64_t number = VALUE_MAX;
	bool there;

	for (unsigned int n = 0; n < FIELD_COUNT; n++) {
		const struct key_facts f = policy_key_facts((enum field_id)n);

		o = key_json(policy_field((enum field_id)n), &f);
		there = policy_key_number(p, (enum field_id)n, &number);
		put_number(o, "default_number", there, number);
		json_add(list, o);
	}
	for (unsigned int n = 0; n < SERVICE_KEY_COUNT; n++) {
		const struct key_facts f = policy_service_key_facts((enum service_key)n);

		o = key_json(policy_service_field((enum service_key)n), &f);
		json_put_null(o, "default_number");
		json_add(list, o);
	}
	return list;
}

/* As `hostel tenant set` takes it: service.NAME.KEY. */
static void print_name(char name[96], const struct field_info *info)
{
	char *blank;

	snprintf(name, 96, "%s.%s", info->section, info->key);
	if ((blank = strchr(name, ' ')))
		*blank = '.';
}

/* For programs: a line with tabs. */
static void print_row(const struct field_info *info, const struct key_facts *f)
{
	char name[96];

	print_name(name, info);
	printf("%s\t%s\t%s\t%s\t%s\t%s\n", name, f->type, f->unit ? f->unit : "", effect_of(info->effect),
		info->default_text, info->text);
}

/* For people: what is long stands below. */
static void print_key(const struct field_info *info, const struct key_facts *f)
{
	const bool is_long = strlen(info->default_text) > DEFAULT_SHOWN;
	char name[96];

	print_name(name, info);
	printf("%s%-28s%s %-7s %-7s %-7s %.*s%s\n", paint(PAINT_BOLD), name, paint(PAINT_PLAIN), f->type,
		f->unit ? f->unit : "", effect_of(info->effect), is_long ? DEFAULT_SHOWN - 3 : DEFAULT_SHOWN,
		info->default_text, is_long ? "..." : "");
	printf("    %s%s%s\n", paint(PAINT_DIM), info->text, paint(PAINT_PLAIN));
}

static void print_list(void)
{
	const bool people = isatty(1);
	void (*print)(const struct field_info *info, const struct key_facts *f) =
		people ? print_key : print_row;

	if (people)
		printf("%-28s %-7s %-7s %-7s %s\n", "KEY", "TYPE", "UNIT", "CHANGE", "DEFAULT");
	for (unsigned int n = 0; n < FIELD_COUNT; n++) {
		const struct key_facts f = policy_key_facts((enum field_id)n);

		print(policy_field((enum field_id)n), &f);
	}
	for (unsigned int n = 0; n < SERVICE_KEY_COUNT; n++) {
		const struct key_facts f = policy_service_key_facts((enum service_key)n);

		print(policy_service_field((enum service_key)n), &f);
	}
}

int cmd_keys(const struct cli *c, int count, char **operands)
{
	struct policy p;

	(void)count;
	(void)operands;
	if (!c->json) {
		print_list();
		return EXIT_FINE;
	}
	if (policy_init(&p))
		out_of_memory();
	json_finish(list_json(&p));
	policy_free(&p);
	return EXIT_FINE;
}
