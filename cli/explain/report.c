/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the three kinds of answers have in common.
 */
#include "report.h"

#include "base/fd.h"
#include "cli/output.h"
#include "policy/keys.h"
#include "policy/print.h"
#include "value.h"

void report_origin(const struct origin *o, char *text, size_t size)
{
	if (o->line)
		snprintf(text, size, "%s:%u", o->file, o->line);
	else
		snprintf(text, size, "%s", o->file);
}

void report_hits(const struct use *u, char *text, size_t size)
{
	char when[32];

	*text = '\0';
	if (u->hits >= COUNTER_UNLIMITED || !u->hits)
		return;
	print_time(when, sizeof(when), u->last);
	snprintf(text, size, "%llu time%s%s%s", (unsigned long long)u->hits, u->hits == 1 ? "" : "s",
		u->last ? ", last at " : "", u->last ? when : "");
}

void report_number(struct json *o, const char *key, uint64_t n)
{
	if (n >= COUNTER_UNLIMITED || n > INT64_MAX)
		json_put_null(o, key);
	else
		json_put_number(o, key, (int64_t)n);
}

void report_key_json(struct json *o, const struct facts *f, enum field_id id)
{
	const struct field_info *info = policy_field(id);
	const struct origin *from = &f->policy->origin[id];
	const struct use *u = &f->use[id];
	char *AUTO_FREE value = value_of(f->policy, id);
	const int percent = facts_percent(u);
	uint64_t number;

	json_put_text(o, "section", info->section);
	json_put_text(o, "key", info->key);
	json_put_text(o, "value", value);
	report_number(o, "number", policy_key_number(f->policy, id, &number) ? number : VALUE_MAX);
	json_put_text(o, "origin", from->file);
	json_put_number(o, "line", from->line);
	report_number(o, "used", u->used);
	report_number(o, "limit", u->limit);
	report_number(o, "percent", percent < 0 ? VALUE_MAX : (uint64_t)percent);
	report_number(o, "hits", u->hits);
	report_number(o, "last", u->last ? u->last : VALUE_MAX);
}
