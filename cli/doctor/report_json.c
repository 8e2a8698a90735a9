/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report for machines.
 */
#include "report_json.h"

#include <stdio.h>
#include <string.h>

#include "cli/json.h"
#include "grade.h"

static void put_text(struct json *o, const char *key, const char *text)
{
	if (text)
		json_put_text(o, key, text);
	else
		json_put_null(o, key);
}

static void put_check(struct json *o, const struct doctor_check *c)
{
	json_put_text(o, "id", c->id);
	json_put_text(o, "code", c->code);
	json_put_text(o, "area", doctor_area(c));
	json_put_text(o, "title", c->title);
}

static void put_reasons(struct json *o, const struct doctor_check *c, const char *remedy)
{
	json_put_text(o, "look", c->look);
	json_put_text(o, "why", c->why);
	json_put_text(o, "remedy", remedy ? remedy : c->remedy);
	json_put_text(o, "impact", c->impact);
	json_put_text(o, "reference", c->reference);
}

/* Where a check noted nothing itself, it is the row's command, and what was made of its answer. */
static struct json *evidence_of(const struct doctor_check *c, const struct verdict *v)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < v->evidence_count || i == 0; i++) {
		struct json *one = json_make_object();

		json_put_text(one, "source", i < v->evidence_count ? v->evidence[i].source : c->look);
		json_put_text(one, "said", i < v->evidence_count ? v->evidence[i].said : v->detail);
		json_add(list, one);
	}
	return list;
}

static struct json *items_of(const struct verdict *v)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < v->count; i++) {
		struct json *one = json_make_object();

		json_put_text(one, "text", v->items[i].text);
		put_text(one, "tenant", v->items[i].tenant);
		json_put_bool(one, "waived", v->items[i].waived);
		json_add(list, one);
	}
	return list;
}

static struct json *result_of(const struct report *r, const struct result *one)
{
	const struct verdict *v = &one->verdict;
	struct json *o = json_make_object();

	put_check(o, one->check);
	json_put_text(o, "state", level_name(v->level));
	if (r->baseline)
		put_text(o, "was", one->was < LEVELS ? level_name(one->was) : NULL);
	json_put_text(o, "detail", v->detail);
	json_put(o, "items", items_of(v));
	json_put_number(o, "items_left_out", (int64_t)v->dropped);
	json_put(o, "evidence", evidence_of(one->check, v));
	put_text(o, "waiver", v->waiver);
	put_reasons(o, one->check, v->remedy);
	return o;
}

static struct json *waivers_of(const struct waivers *w)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < w->count; i++) {
		const struct waiver *one = &w->v[i];
		struct json *o = json_make_object();
		char day[16];

		json_put_text(o, "check", one->check);
		put_text(o, "tenant", one->tenant);
		snprintf(day, sizeof(day), "%04u-%02u-%02u", one->until / 10000, one->until / 100 % 100,
			one->until % 100);
		put_text(o, "until", one->until ? day : NULL);
		json_put_text(o, "reason", one->reason);
		json_put_text(o, "state", one->mistake ? "wrong" : one->expired ? "expired"
			: one->used ? "used" : "unused");
		put_text(o, "mistake", one->mistake);
		json_add(list, o);
	}
	return list;
}

void report_print_json(const struct report *r)
{
	struct json *o = json_make_object(), *counts = json_make_object(), *list = json_make_array();
	const char grade[] = {grade_of(r->counts), '\0'};

	json_put_number(o, "schema", DOCTOR_SCHEMA);
	json_put_text(o, "host", r->host);
	json_put_number(o, "time", (int64_t)r->time);
	json_put_text(o, "version", HOSTEL_VERSION);
	json_put_number(o, "tenants", (int64_t)r->tenants);
	put_text(o, "probed", r->probed);
	put_text(o, "baseline", r->baseline);
	json_put_text(o, "grade", grade);
	json_put_number(o, "percent", grade_percent(r->counts));
	for (enum level level = LEVEL_PASS; level < LEVELS; level++)
		json_put_number(counts, level_name(level), (int64_t)r->counts[level]);
	json_put(o, "counts", counts);
	for (size_t i = 0; i < r->count; i++)
		if (!r->results[i].hidden)
			json_add(list, result_of(r, &r->results[i]));
	json_put(o, "checks", list);
	json_put(o, "waivers", waivers_of(&r->waivers));
	json_finish(o);
}

void checks_print_json(bool wanted(const struct doctor_check *c, int count, char **ids), int count,
	char **ids)
{
	struct json *o = json_make_object(), *list = json_make_array();

	for (size_t i = 0; i < doctor_check_count; i++) {
		struct json *one;

		if (count && !wanted(&doctor_checks[i], count, ids))
			continue;
		one = json_make_object();
		put_check(one, &doctor_checks[i]);
		put_reasons(one, &doctor_checks[i], NULL);
		json_add(list, one);
	}
	json_put_number(o, "schema", DOCTOR_SCHEMA);
	json_put(o, "checks", list);
	json_finish(o);
}

/* --- comparing ---------------------------------------------------------------------------------------- */

static const struct json *find_check(const struct json *checks, const char *id)
{
	for (size_t i = 0; i < json_length(checks); i++)
		if (!strcmp(json_text(json_at(checks, i), "id"), id))
			return json_at(checks, i);
	return NULL;
}

/* The same things, in whatever order they were found. */
static bool same_items(const struct json *items, const struct verdict *v)
{
	if (json_length(items) != v->count)
		return false;
	for (size_t i = 0; i < v->count; i++) {
		bool found = false;

		for (size_t k = 0; k < json_length(items) && !found; k++)
			found = !strcmp(json_text(json_at(items, k), "text"), v->items[i].text);
		if (!found)
			return false;
	}
	return true;
}

bool report_compare(struct report *r, const char *text)
{
	struct json *old = json_parse(text);
	const struct json *checks = old ? json_member(old, "checks") : NULL;

	if (!checks || json_number(old, "schema") != DOCTOR_SCHEMA) {
		if (old)
			json_release(old);
		return false;
	}
	for (size_t i = 0; i < r->count; i++) {
		struct result *one = &r->results[i];
		const struct json *then = find_check(checks, one->check->id);

		one->was = then ? level_of(json_text(then, "state")) : LEVELS;
		one->hidden = then && one->was == one->verdict.level &&
			(!level_is_bad(one->was) || same_items(json_member(then, "items"), &one->verdict));
	}
	json_release(old);
	return true;
}
