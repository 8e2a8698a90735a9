/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer to a complaint.
 */
#include "report_complaint.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/output.h"
#include "judge.h"
#include "policy/print.h"
#include "report.h"
#include "value.h"

#define SHOWN 160 /* letters of what was pasted */

/* Whose key it is: the tenant's, or that of all tenants of the owner. */
static const struct policy *policy_meant(const struct facts *f, const struct answer *a)
{
	return a->owner && f->policy->sum ? f->policy->sum : f->policy;
}

/* "[resources] pids.max = 12"; a value of more than `most` letters, or none, is left out. */
static char *name_key(const struct facts *f, const struct answer *a, size_t most)
{
	const struct policy *p = policy_meant(f, a);
	const struct field_info *info = policy_field(a->field);
	char *AUTO_FREE value = value_of(p, a->field);
	const bool shown = *value && strlen(value) <= most;

	return make_printable(text_of("%s%s%s[%s] %s%s%s", a->owner ? "owner " : "",
		a->owner ? f->policy->owner : "", a->owner ? ": " : "", info->section, info->key,
		shown ? " = " : "", shown ? value : ""));
}

/* "It is [resources] pids.max = 12 ..." and what it means below; without a key that alone. */
static void print_head(const char *what, const struct facts *f, const struct answer *a)
{
	char *AUTO_FREE name = NULL;
	char origin[128];

	if (a->field >= FIELD_COUNT) {
		printf("\n%s this: %s%s%s\n", what, paint(PAINT_BOLD), a->words, paint(PAINT_PLAIN));
		return;
	}
	name = name_key(f, a, 200);
	report_origin(&policy_meant(f, a)->origin[a->field], origin, sizeof(origin));
	printf("\n%s %s%s%s  %s%s%s\n    %s\n", what, paint(PAINT_BOLD), name, paint(PAINT_PLAIN),
		paint(PAINT_DIM), origin, paint(PAINT_PLAIN), a->words);
}

static void print_answer(const char *what, const struct facts *f, const struct answer *a)
{
	char *AUTO_FREE evidence = make_printable(text_of("%s", a->evidence));
	const size_t length = strlen(evidence);
	char when[32];

	print_head(what, f, a);
	*evidence = (char)toupper((unsigned char)*evidence);
	printf("    %s", evidence);
	print_time(when, sizeof(when), a->last);
	if (a->count && a->last)
		printf("; last at %s", when);
	printf("%s\n", length && strchr(".!?", evidence[length - 1]) ? "" : ".");
	for (size_t i = 0; i < a->command_count; i++)
		printf("    %s%s%s\n", paint(PAINT_GREEN), a->commands[i], paint(PAINT_PLAIN));
}

static void print_others(const struct facts *f, const struct answer *answers, size_t count)
{
	bool headed = false;

	for (size_t i = 0; i < count; i++) {
		char *AUTO_FREE name =
			answers[i].field < FIELD_COUNT ? name_key(f, &answers[i], 40) : NULL;
		char *AUTO_FREE evidence = make_printable(text_of("%s", answers[i].evidence));

		if (answers[i].verdict != VERDICT_NOT)
			continue;
		if (!headed)
			printf("\nIt is not:\n");
		headed = true;
		printf("    %s%s: %s%s\n", paint(PAINT_DIM), name ? name : cause_name(answers[i].cause),
			evidence, paint(PAINT_PLAIN));
	}
}

static char *shown(const char *text)
{
	const size_t length = strcspn(text, "\n");

	return make_printable(text_of("%.*s%s", (int)(length < SHOWN ? length : SHOWN), text,
		text[length < SHOWN ? length : SHOWN] ? " ..." : ""));
}

void report_complaint(const struct facts *f, const char *text, const struct answer *answers, size_t count)
{
	char *AUTO_FREE first = shown(text);

	printf("%s: \"%s\"\n", f->name, first);
	if (!count || answers[0].verdict > VERDICT_NOW)
		printf("\nNothing shows what it was.\n");
	for (size_t i = 0; i < count; i++)
		if (answers[i].verdict != VERDICT_NOT)
			print_answer(
				answers[i].verdict == VERDICT_CAN ? "It can be" : "It is", f, &answers[i]);
	print_others(f, answers, count);
	printf("\nMore: hostel explain %s KEY, hostel events %s\n", f->name, f->name);
}

static struct json *answer_json(const struct facts *f, const struct answer *a)
{
	struct json *o = json_make_object(), *commands = json_make_array();

	json_put_text(o, "cause", cause_name(a->cause));
	json_put_text(o, "verdict", verdict_name(a->verdict));
	json_put_text(o, "evidence", a->evidence);
	json_put_text(o, "what", a->words);
	json_put_text(o, "owner", a->owner ? f->policy->owner : "");
	report_number(o, "count", a->count);
	report_number(o, "last_seen", a->last ? a->last : VALUE_MAX);
	if (a->field < FIELD_COUNT)
		report_key_json(o, f, a->field);
	else
		json_put_null(o, "key");
	for (size_t i = 0; i < a->command_count; i++)
		json_add_text(commands, a->commands[i]);
	json_put(o, "commands", commands);
	return o;
}

void report_complaint_json(
	const struct facts *f, const char *text, const struct answer *answers, size_t count)
{
	struct json *o = json_make_object(), *list = json_make_array();

	json_put_text(o, "tenant", f->name);
	json_put_text(o, "complaint", text);
	for (size_t i = 0; i < count; i++)
		json_add(list, answer_json(f, &answers[i]));
	json_put(o, "causes", list);
	json_finish(o);
}

void report_unknown(const struct facts *f, const char *text)
{
	char *AUTO_FREE first = shown(text);
	char example[96];
	size_t column = 0;

	say("explain: \"%s\" is nothing that is known here", first);
	fprintf(stderr, "Known is what has one of these in it, or says the same:\n");
	for (size_t n = 0; complaint_example(n, example, sizeof(example)); n++) {
		const size_t width = strlen(example) + 4;

		if (column + width > 100) {
			fprintf(stderr, "\n");
			column = 0;
		}
		fprintf(stderr, "%s\"%s\"", column ? ", " : "  ", example);
		column += width;
	}
	fprintf(stderr,
		"\nTo look on: hostel explain %s, hostel events %s, the log of the host; and in a "
		"session,\n"
		"hostel me, or strace -f COMMAND: which call fails, with what?\n",
		f->name, f->name);
}
