/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer about one key.
 */
#include "report_key.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/output.h"
#include "judge.h"
#include "policy/encode.h"
#include "policy/keys.h"
#include "policy/print.h"
#include "policy/service.h"
#include "report.h"
#include "value.h"

#define EXAMPLES_SIZE 1024

static bool leads_to_key(size_t n, enum field_id id)
{
	for (unsigned cause = CAUSE_none + 1; cause < CAUSES; cause++)
		if (cause_field((enum cause)cause) == id && complaint_leads_to(n, (enum cause)cause))
			return true;
	return false;
}

/* What tenants say who run into it: the table of complaints, read backwards. */
static void examples(enum field_id id, char *text, size_t size)
{
	char example[96];
	size_t used = 0;

	*text = '\0';
	for (size_t n = 0; complaint_example(n, example, sizeof(example)) && used < size; n++)
		if (leads_to_key(n, id))
			used += (size_t)snprintf(
				text + used, size - used, "%s\"%s\"", used ? ", " : "", example);
}

static const char *when_it_holds(const struct facts *f, enum field_id id)
{
	switch (policy_field(id)->effect) {
	case EFFECT_LIMIT:
		return "at once";
	case EFFECT_LOGIN:
		return "at the next login";
	default:
		return f->alive && f->sessions ? "in the next sandbox: when all sessions have ended, or by "
						 "hostel reload --restart"
					       : "at the next login";
	}
}

/* The host's limit of a process, where that is lower. */
static const struct lower *lower_of(const struct facts *f, enum field_id id)
{
	const int n = (int)id - (int)FIELD_ulimit_cpu;

	return n < 0 || n >= ULIMIT_COUNT || !*f->lower[n].where ? NULL : &f->lower[n];
}

static void print_row(const char *title, const char *text)
{
	char *AUTO_FREE printable = make_printable(text_of("%s", text));

	if (*text)
		printf("%-10s %s\n", title, printable);
}

static void print_lower(const struct facts *f, enum field_id id)
{
	const struct lower *l = lower_of(f, id);
	char soft[VALUE_TEXT_SIZE], hard[VALUE_TEXT_SIZE];

	if (!l)
		return;
	value_show(soft, id, l->holds.soft);
	value_show(hard, id, l->holds.hard);
	printf("%-10s %s:%s is lower on this host, and so in force: %s\n", "in force", soft, hard, l->where);
}

/* disk and inodes, where no quotas are on. */
static void print_unable(const struct facts *f, enum field_id id)
{
	if (*f->quota_why && (id == FIELD_disk || id == FIELD_inodes))
		printf("%-10s it cannot be enforced here%s: %s\n", "in force",
			f->policy->when_unavailable == UNAVAILABLE_WARN ? "" : ", and every login is refused",
			f->quota_why);
}

static void print_use(const struct facts *f, enum field_id id)
{
	const struct use *u = &f->use[id];
	const char *type = policy_key_facts(id).type;
	char used[VALUE_TEXT_SIZE], limit[VALUE_TEXT_SIZE], hits[96];
	const int percent = facts_percent(u);

	value_show(used, id, u->used);
	value_show(limit, id, u->limit);
	if (percent >= 0)
		printf("%-10s %s of %s, %d%%\n", "now", used, limit, percent);
	else if (u->used < COUNTER_UNLIMITED)
		printf("%-10s %s\n", "now", used);
	report_hits(u, hits, sizeof(hits));
	if (*hits)
		printf("%-10s %s\n", "hit", hits);
	else if (!u->hits)
		printf("%-10s never since the host came up\n", "hit");
	else if (!strcmp(type, "number") || !strcmp(type, "limit"))
		printf("%-10s nothing counts it\n", "hit");
}

/* What a living sandbox was made with, where the policy has changed since. */
static void print_room(const struct facts *f, enum field_id id)
{
	char *AUTO_FREE value = NULL;

	if (!f->room || policy_field(id)->scope != SCOPE_POLICY || policy_same(f->room, f->policy, id))
		return;
	value = make_printable(value_of(f->room, id));
	printf("%-10s it has %s still\n", "sandbox", value);
}

void report_key(const struct facts *f, enum field_id id)
{
	const struct field_info *info = policy_field(id);
	char *AUTO_FREE value = make_printable(value_of(f->policy, id));
	char *AUTO_FREE what = text_of("%s", info->text);
	char origin[128], said[EXAMPLES_SIZE];

	report_origin(&f->policy->origin[id], origin, sizeof(origin));
	*what = (char)toupper((unsigned char)*what);
	printf("%s: [%s] %s%s = %s%s  %s%s%s\n%s.\n\n", f->name, info->section, paint(PAINT_BOLD), info->key,
		value, paint(PAINT_PLAIN), paint(PAINT_DIM), origin, paint(PAINT_PLAIN), what);
	print_lower(f, id);
	print_unable(f, id);
	print_use(f, id);
	print_row("kernel", f->use[id].kernel);
	print_room(f, id);
	examples(id, said, sizeof(said));
	print_row("tenants", said);
	printf("%-10s hostel tenant set %s %s=VALUE holds %s\n", "change", f->name,
		policy_key_search(info->key, SCOPE_TENANT).other == FIELD_COUNT ? info->key : "SECTION.KEY",
		when_it_holds(f, id));
}

void report_key_alone_json(const struct facts *f, enum field_id id)
{
	struct json *o = json_make_object();
	const struct lower *l = lower_of(f, id);
	char *AUTO_FREE room = NULL;
	char said[EXAMPLES_SIZE];

	json_put_text(o, "tenant", f->name);
	report_key_json(o, f, id);
	json_put_text(o, "what", policy_field(id)->text);
	json_put_text(o, "kernel", f->use[id].kernel);
	json_put_text(o, "holds", when_it_holds(f, id));
	if (f->room && policy_field(id)->scope == SCOPE_POLICY) {
		room = value_of(f->room, id);
		json_put_text(o, "sandbox_has", room);
	} else {
		json_put_null(o, "sandbox_has");
	}
	if (l) {
		report_number(o, "lower_soft", l->holds.soft);
		report_number(o, "lower_hard", l->holds.hard);
		json_put_text(o, "lower_origin", l->where);
	}
	examples(id, said, sizeof(said));
	json_put_text(o, "tenants_say", said);
	json_finish(o);
}

bool report_service_key(const struct facts *f, const char *name, enum service_key key, bool as_json)
{
	const struct service *s = policy_service(f->policy, name);
	const struct field_info *info = policy_service_field(key);
	char value[1024], origin[128];
	struct json *o;

	if (!s)
		return false;
	policy_print_service(s, key, value, sizeof(value));
	report_origin(&s->origin[key], origin, sizeof(origin));
	if (!as_json) {
		printf("%s: [service %s] %s%s = %s%s  %s%s%s\n%c%s.\n\n%-10s hostel service list %s\n",
			f->name, name, paint(PAINT_BOLD), info->key, make_printable(value),
			paint(PAINT_PLAIN), paint(PAINT_DIM), origin, paint(PAINT_PLAIN),
			toupper((unsigned char)*info->text), info->text + 1, "now", f->name);
		return true;
	}
	o = json_make_object();
	json_put_text(o, "tenant", f->name);
	json_put_text(o, "service", name);
	json_put_text(o, "key", info->key);
	json_put_text(o, "value", value);
	json_put_text(o, "origin", s->origin[key].file);
	json_put_number(o, "line", s->origin[key].line);
	json_put_text(o, "what", info->text);
	json_finish(o);
	return true;
}
