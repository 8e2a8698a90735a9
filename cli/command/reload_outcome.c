/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel reload says.
 */
#include "reload_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "policy/print.h"

#define SHOWN 48 /* of a value; --json has it whole */

size_t outcome_count(const struct outcome *o, enum field_effect effect)
{
	size_t n = 0;

	for (size_t i = 0; i < o->change_count; i++)
		n += o->changes[i].effect == effect;
	return n;
}

bool outcome_needs_restart(const struct outcome *o)
{
	return o->reason_count || outcome_count(o, EFFECT_ROOM);
}

static void print_value(FILE *f, const char *text)
{
	if (!*text)
		text = "empty";
	fprintf(f, "%.*s%s", SHOWN, text, strlen(text) > SHOWN ? "..." : "");
}

/* "memory.max 512M -> 1G, pids.max 128 -> 64" */
static void print_changes(FILE *f, const struct outcome *o, enum field_effect effect)
{
	const char *comma = "";

	for (size_t i = 0; i < o->change_count; i++) {
		const struct reload_change *c = &o->changes[i];

		if (c->effect != effect)
			continue;
		fprintf(f, "%s%s ", comma, policy_field(c->field)->key);
		print_value(f, c->from);
		fputs(" -> ", f);
		print_value(f, c->to);
		comma = ", ";
	}
}

static void print_reasons(FILE *f, const struct outcome *o)
{
	const char *comma = "";

	for (size_t i = 0; i < o->change_count; i++)
		if (o->changes[i].effect == EFFECT_ROOM) {
			fprintf(f, "%s%s", comma, policy_field(o->changes[i].field)->key);
			comma = ", ";
		}
	for (size_t i = 0; i < o->reason_count; i++) {
		fprintf(f, "%s%s", comma, o->reasons[i]);
		comma = ", ";
	}
}

static void print_parts(FILE *f, const struct outcome *o, const struct cli *c)
{
	const size_t reasons = outcome_count(o, EFFECT_ROOM) + o->reason_count;
	const char *semicolon = "";

	if (outcome_count(o, EFFECT_LIMIT)) {
		print_changes(f, o, EFFECT_LIMIT);
		fputs(c->dry_run ? " would be applied" : " applied", f);
		semicolon = "; ";
	}
	if (o->owner) {
		fprintf(f, "%slimits of the owner %s %s", semicolon, o->owner,
			c->dry_run ? "would be applied" : "applied");
		semicolon = "; ";
	}
	if (outcome_count(o, EFFECT_LOGIN)) {
		fputs(semicolon, f);
		print_changes(f, o, EFFECT_LOGIN);
		fputs(" from the next login on", f);
		semicolon = "; ";
	}
	if (reasons) {
		fputs(semicolon, f);
		print_reasons(f, o);
		fprintf(f, " need%s a new sandbox", reasons == 1 ? "s" : "");
		if (o->restarted || (c->restart && c->dry_run))
			fputs(c->dry_run ? ": the present one would be ended" : ": the old one is ended", f);
		else
			fprintf(f, ": hostel reload --restart %s", o->tenant);
		semicolon = "; ";
	}
	if (o->suspended && o->restarted)
		fprintf(f, "%ssuspended", semicolon);
	else if (o->suspended)
		fprintf(f, "%ssuspended: hostel kill %s ends what runs", semicolon, o->tenant);
}

bool outcome_print(const struct outcome *o, const struct cli *c)
{
	char *line = NULL;
	size_t length = 0;
	FILE *f = open_memstream(&line, &length);

	if (!f)
		out_of_memory();
	if (!o->error)
		print_parts(f, o, c);
	if (fclose(f))
		out_of_memory();
	if (length)
		printf("%s%s%s: %s\n", paint(PAINT_BOLD), o->tenant, paint(PAINT_PLAIN),
			make_printable(line));
	free(line);
	for (size_t i = 0; i < o->warnings.count && i < CGROUP_WARNINGS_MAX; i++)
		say("%s: %s", o->tenant, o->warnings.text[i]);
	if (o->error)
		say("%s: %s", o->tenant, o->error);
	return length || o->error;
}

static struct json *changes_json(const struct outcome *o, enum field_effect effect)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < o->change_count; i++) {
		const struct reload_change *c = &o->changes[i];
		struct json *one;

		if (c->effect != effect)
			continue;
		one = json_make_object();
		json_put_text(one, "section", policy_field(c->field)->section);
		json_put_text(one, "key", policy_field(c->field)->key);
		json_put_text(one, "from", c->from);
		json_put_text(one, "to", c->to);
		json_add(list, one);
	}
	return list;
}

struct json *outcome_json(const struct outcome *o)
{
	struct json *object = json_make_object(), *reasons = json_make_array();
	struct json *warnings = json_make_array();

	for (size_t i = 0; i < o->reason_count; i++)
		json_add_text(reasons, o->reasons[i]);
	for (size_t i = 0; i < o->warnings.count && i < CGROUP_WARNINGS_MAX; i++)
		json_add_text(warnings, o->warnings.text[i]);
	json_put_text(object, "tenant", o->tenant);
	json_put(object, "applied", changes_json(o, EFFECT_LIMIT));
	json_put(object, "next_login", changes_json(o, EFFECT_LOGIN));
	json_put(object, "new_sandbox", changes_json(o, EFFECT_ROOM));
	if (o->owner)
		json_put_text(object, "owner_applied", o->owner);
	else
		json_put_null(object, "owner_applied");
	json_put(object, "reasons", reasons);
	json_put_bool(object, "restarted", o->restarted);
	json_put_bool(object, "suspended", o->suspended);
	json_put(object, "warnings", warnings);
	if (o->error)
		json_put_text(object, "error", o->error);
	else
		json_put_null(object, "error");
	return object;
}

void outcome_free(struct outcome *o)
{
	for (size_t i = 0; i < o->change_count; i++) {
		free(o->changes[i].from);
		free(o->changes[i].to);
	}
	free(o->error);
	*o = (struct outcome){0};
}
