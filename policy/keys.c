/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys as whoever writes a form or a command line needs them.
 */
#include "policy/keys.h"

#include <stdio.h>
#include <string.h>

#include "services.h"
#include "suggest.h"
#include "table.h"

/* What a kind's values are. Those that are not here are texts. */
static const struct row {
	enum field_kind kind;
	const char *type, *unit;
	bool ranged, unlimited;
} rows[] = {
	{KIND_BOOL, "bool", NULL, false, false},
	{KIND_ENUM, "choice", NULL, false, false},
	{KIND_COUNT, "number", NULL, true, false},
	{KIND_COUNT_OR_MAX, "number", NULL, true, true},
	{KIND_SIZE, "number", "bytes", true, false},
	{KIND_SIZE_OR_MAX, "number", "bytes", true, true},
	{KIND_MEMORY, "number", "bytes", true, true},
	{KIND_DURATION, "number", "seconds", true, false},
	{KIND_DURATION_OR_MAX, "number", "seconds", true, true},
	{KIND_LINGER, "number", "seconds", true, false},
	{KIND_CPU, "number", "percent", true, true},
	{KIND_BITRATE, "number", "bits_per_second", true, true},
	{KIND_ULIMIT, "limit", NULL, false, true},
	{KIND_DAY, "day", NULL, false, false},
	{KIND_RATE, "text", NULL, false, true},
	{KIND_WORDS, "list", NULL, false, false},
	{KIND_HOSTS, "list", NULL, false, false},
	{KIND_PATTERNS, "list", NULL, false, false},
	{KIND_PATHS, "list", NULL, false, false},
	{KIND_BINDS, "list", NULL, false, false},
	{KIND_TMPFS_LIST, "list", NULL, false, false},
	{KIND_SELECTORS, "list", NULL, false, false},
	{KIND_CAPABILITIES, "list", NULL, false, false},
	{KIND_CALLS, "list", NULL, false, false},
	{KIND_PORTS, "list", NULL, false, false},
	{KIND_CPUSET, "list", NULL, false, false},
	{KIND_IO_LIST, "list", NULL, false, false},
	{KIND_EGRESS, "list", NULL, false, false},
	{KIND_PUBLISH, "list", NULL, false, false},
	{KIND_ADDRESSES, "list", NULL, false, false},
	{KIND_PORT_OR_NONE, "number", NULL, true, false},
};

static const struct row *row_of(enum field_kind kind)
{
	static const struct row text = {.type = "text"};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].kind == kind)
			return &rows[i];
	}
	return &text;
}

static struct key_facts facts_of(const struct field *f)
{
	static const char *const units[] = {[UNIT_BYTES] = "bytes", [UNIT_SECONDS] = "seconds",
		[UNIT_MICROSECONDS] = "microseconds"};
	const struct row *r = row_of(f->info.kind);
	struct key_facts facts = {.type = r->type, .unit = r->unit, .ranged = r->ranged,
		.unlimited = r->unlimited};

	if (r->ranged) {
		facts.min = f->range.min;
		facts.max = f->range.max;
	}
	if (f->info.kind == KIND_ENUM)
		facts.choices = f->range.names;
	if (f->info.kind == KIND_ULIMIT && f->range.unit < UNIT_COUNT)
		facts.unit = units[f->range.unit];
	return facts;
}

struct key_facts policy_key_facts(enum field_id id)
{
	return facts_of(&policy_fields[id]);
}

struct key_facts policy_service_key_facts(enum service_key key)
{
	return facts_of(&service_fields[key]);
}

static enum service_key find_service_key(const char *key, struct service_key_search *s)
{
	struct suggestion near = {.word = key};

	for (unsigned int n = 0; n < SERVICE_KEY_COUNT; n++) {
		const char *before = near.best;

		if (strcmp(key, service_fields[n].info.key) == 0)
			return (enum service_key)n;
		suggest_offer(&near, service_fields[n].info.key);
		if (near.best != before)
			s->near = (enum service_key)n;
	}
	(void)snprintf(s->wrong, sizeof(s->wrong), "a service has no key %.32s", key);
	return SERVICE_KEY_COUNT;
}

bool policy_service_key_search(const char *text, struct service_key_search *s)
{
	static const char section[] = SERVICE_SECTION;
	const size_t word = sizeof(section) - 2;
	struct complaint c = {.message = ""};
	const char *dot;
	char name[SERVICE_NAME_MAX + 2]; /* what is too long stays too long */

	*s = (struct service_key_search){.key = SERVICE_KEY_COUNT, .near = SERVICE_KEY_COUNT};
	if (strncmp(text, section, word) != 0 || (text[word] != '.' && text[word] != ' '))
		return false;
	text += word + 1;
	dot = strchr(text, '.');
	(void)snprintf(name, sizeof(name), "%.*s", (int)(dot ? (size_t)(dot - text) : strlen(text)), text);
	if (service_name_check(name, &c) != 0)
		(void)snprintf(s->wrong, sizeof(s->wrong), "%.127s", c.message);
	else
		(void)snprintf(s->name, sizeof(s->name), "%.*s", SERVICE_NAME_MAX, name);
	if (!*s->wrong && dot)
		s->key = find_service_key(dot + 1, s);
	return true;
}

bool policy_key_number(const struct policy *p, enum field_id id, uint64_t *number)
{
	const enum field_kind kind = policy_fields[id].info.kind;

	if (strcmp(row_of(kind)->type, "number") != 0)
		return false;
	*number = *(const uint64_t *)field_value(p, id);
	return kind != KIND_MEMORY || *number == VALUE_MAX || !(*number & VALUE_PERCENT);
}

static bool in_file(enum field_id id, enum field_scope kind)
{
	const enum field_scope scope = policy_fields[id].info.scope;

	return scope == SCOPE_POLICY || scope == kind;
}

static void whole_name(enum field_id id, char name[96])
{
	const struct field_info *info = &policy_fields[id].info;

	(void)snprintf(name, 96, "%s.%s", info->section, info->key);
}

static enum field_id find_near(const char *text, enum field_scope kind)
{
	struct suggestion s = {.word = text};
	enum field_id near = FIELD_COUNT;

	for (unsigned int n = 0; n < FIELD_COUNT; n++) {
		const enum field_id id = (enum field_id)n;
		const char *before = s.best;
		char name[96];

		if (!in_file(id, kind))
			continue;
		suggest_offer(&s, policy_fields[id].info.key);
		if (s.best != before)
			near = id;
		before = s.best;
		whole_name(id, name);
		suggest_offer(&s, name);
		if (s.best == name) {
			near = id;
			s.best = policy_fields[id].info.key; /* name's place is another's soon */
		}
	}
	return near;
}

struct key_search policy_key_search(const char *text, enum field_scope kind)
{
	struct key_search s = {FIELD_COUNT, FIELD_COUNT, FIELD_COUNT};

	for (unsigned int n = 0; n < FIELD_COUNT; n++) {
		const enum field_id id = (enum field_id)n;
		char name[96];

		if (!in_file(id, kind))
			continue;
		whole_name(id, name);
		if (strcmp(text, name) == 0)
			return (struct key_search){id, FIELD_COUNT, FIELD_COUNT};
		if (strcmp(text, policy_fields[id].info.key) != 0)
			continue;
		if (s.id == FIELD_COUNT)
			s.id = id;
		else
			s.other = id;
	}
	if (s.id == FIELD_COUNT)
		s.near = find_near(text, kind);
	return s;
}
