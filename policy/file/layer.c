/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file of a chain: read, scanned, lexed and parsed into values of its own, then merged over a
 * policy. Its mistakes stay with it, in the order of its lines.
 */
#include "layer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lex.h"
#include "policy/defaults.h"
#include "policy/kind/name.h"
#include "policy/services.h"
#include "policy/value.h"

void layer_free(struct layer *l)
{
	if (!l)
		return;
	for (unsigned int id = 0; id < FIELD_COUNT; id++)
		value_release(&policy_fields[id], &l->values[id]);
	for (size_t i = 0; i < l->plan_count; i++) {
		free(l->plans[i].group);
		free(l->plans[i].plan);
	}
	free(l->plans);
	for (size_t i = 0; i < l->service_count; i++)
		for (unsigned int key = 0; key < SERVICE_KEY_COUNT; key++)
			value_release(&service_fields[key], &l->services[i].values[key]);
	free(l->services);
	free(l);
}

void layer_hand_over(const struct layer *l, struct problems *ps)
{
	for (size_t i = 0; i < l->problems.count; i++)
		problems_append(ps, &l->problems.v[i]);
	ps->dropped += l->problems.dropped;
}

/* 0, EINVAL with a problem added, or ENOMEM. */
static int parse_value(struct layer *l, const struct scan_entry *e, const struct field *f, union value *value)
{
	struct complaint c = {.message = ""};
	char where[96];
	int error = kind_of(f)->parse(f, e->value, value, &c);

	if (error)
		value_release(f, value);
	if (error == EINVAL) {
		(void)snprintf(where, sizeof(where), "[%s] %s", e->section, e->key);
		problems_add(&l->problems, l->file, e->line, where, e->value, "%s", c.message);
	}
	return error;
}

static int parse_field(struct layer *l, const struct scan_entry *e)
{
	int error = parse_value(l, e, &policy_fields[e->field], &l->values[e->field]);

	l->line[e->field] = e->line;
	l->set[e->field] = !error;
	l->bad[e->field] = error;
	return error == ENOMEM ? error : 0;
}

/* The keys of a service stand together: it is the last one, or a new one. */
static int parse_service_key(struct layer *l, const struct scan_entry *e)
{
	const char *name = e->section + strlen(SERVICE_SECTION);
	struct service_part *part = l->service_count ? &l->services[l->service_count - 1] : NULL;
	int error;

	if (!l->services)
		l->services = calloc(SERVICES_MAX, sizeof(*l->services));
	if (!l->services)
		return ENOMEM;
	if (!part || strcmp(part->name, name) != 0) {
		part = &l->services[l->service_count++];
		(void)snprintf(part->name, sizeof(part->name), "%s", name);
	}
	error = parse_value(l, e, &service_fields[e->service], &part->values[e->service]);
	part->line[e->service] = e->line;
	part->set[e->service] = !error;
	part->bad[e->service] = error;
	return error == ENOMEM ? error : 0;
}

static int parse_plan_line(struct layer *l, const struct scan_entry *e)
{
	struct plan_line *p = &l->plans[l->plan_count];
	struct complaint c = {.message = ""};
	char where[96];
	int error = plan_name_check(e->value, &c);

	if (!error && !e->value[0])
		error = complain(&c, "the name of a plan is missing");
	if (error) {
		(void)snprintf(where, sizeof(where), "[plans] %s", e->key);
		problems_add(&l->problems, l->file, e->line, where, e->value, "%s", c.message);
		return 0;
	}
	p->line = e->line;
	p->group = strdup(e->key + 1);
	p->plan = strdup(e->value);
	l->plan_count++;
	return p->group && p->plan ? 0 : ENOMEM;
}

static int parse_entries(struct layer *l, const struct scan *s)
{
	int error = 0;

	l->plans = calloc(s->entry_count + 1, sizeof(*l->plans));
	if (!l->plans)
		return ENOMEM;
	for (size_t i = 0; !error && i < s->entry_count; i++) {
		const struct scan_entry *e = &s->entries[i];

		error = e->service != SERVICE_KEY_COUNT ? parse_service_key(l, e)
			: e->field == FIELD_COUNT       ? parse_plan_line(l, e)
							: parse_field(l, e);
	}
	return error;
}

static int parse_text(struct layer *l, const struct source *source)
{
	struct scan s;
	int error = scan_text(&s, source, &l->problems);

	if (!error)
		error = lex_compare(&s, l->file, &l->problems);
	if (!error)
		error = parse_entries(l, &s);
	problems_sort(&l->problems, 0, NULL, 0);
	scan_release(&s);
	return error;
}

static int read_file(struct layer *l, const struct policy_reader *reader, struct source *source)
{
	char *text = NULL;
	int error = reader->read(reader->context, l->file, &text, &source->length, &l->problems);

	if (error == 0) {
		source->text = text;
		error = parse_text(l, source);
		free(text);
		return error;
	}
	if (error == ENOENT || error == ENOMEM)
		return error;
	errno = error;
	if (l->problems.count == 0)
		problems_add(&l->problems, l->file, 0, "", NULL, "cannot be read: %m");
	return EINVAL;
}

int layer_read(struct layer **l, const struct policy_reader *reader, struct source source)
{
	int error;

	*l = calloc(1, sizeof(**l));
	if (!*l)
		return ENOMEM;
	(void)snprintf((*l)->file, sizeof((*l)->file), "%s", source.file);
	error = read_file(*l, reader, &source);
	if (error && error != EINVAL) {
		layer_free(*l);
		*l = NULL;
	}
	return error;
}

/* Move a value over a member; where it is wrong, `reset` has put the default there. */
static void move_value(const struct layer *l, const struct field *f, union value *value, uint32_t line,
	bool bad, void *member, struct origin *origin)
{
	(void)snprintf(origin->file, sizeof(origin->file), "%s", l->file);
	origin->line = line;
	if (bad)
		return;
	value_release(f, member);
	memcpy(member, value, value_size(f));
	memset(value, 0, sizeof(*value));
}

static int merge_service(struct layer *l, struct service_part *part, struct policy *p)
{
	struct service *s;
	int error = services_get(&p->service_sections, part->name, &s);

	for (unsigned int key = 0; !error && key < SERVICE_KEY_COUNT; key++) {
		if (!part->set[key] && !part->bad[key])
			continue;
		if (part->bad[key])
			error = service_reset(s, (enum service_key)key);
		move_value(l, &service_fields[key], &part->values[key], part->line[key], part->bad[key],
			service_member(s, (enum service_key)key), &s->origin[key]);
		if (!s->section.line)
			s->section = s->origin[key];
	}
	return error;
}

int layer_merge(struct layer *l, struct policy *p)
{
	int error = 0;

	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		if (!l->set[id] && !l->bad[id])
			continue;
		if (l->bad[id] && field_reset(p, (enum field_id)id))
			return ENOMEM;
		move_value(l, &policy_fields[id], &l->values[id], l->line[id], l->bad[id],
			field_member(p, (enum field_id)id), &p->origin[id]);
	}
	for (size_t i = 0; !error && i < l->service_count; i++)
		error = merge_service(l, &l->services[i], p);
	return error;
}
