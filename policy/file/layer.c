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
	free(l);
}

void layer_hand_over(const struct layer *l, struct problems *ps)
{
	for (size_t i = 0; i < l->problems.count; i++)
		problems_append(ps, &l->problems.v[i]);
	ps->dropped += l->problems.dropped;
}

static int parse_field(struct layer *l, const struct scan_entry *e)
{
	const struct field *f = &policy_fields[e->field];
	struct complaint c = {.message = ""};
	char where[96];
	int error = kind_of(f)->parse(f, e->value, &l->values[e->field], &c);

	l->line[e->field] = e->line;
	l->set[e->field] = !error;
	l->bad[e->field] = error;
	if (!error)
		return 0;
	value_release(f, &l->values[e->field]);
	if (error != EINVAL)
		return error;
	field_where(e->field, where, sizeof(where));
	problems_add(&l->problems, l->file, e->line, where, e->value, "%s", c.message);
	return 0;
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

		error = e->field == FIELD_COUNT ? parse_plan_line(l, e) : parse_field(l, e);
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

int layer_merge(struct layer *l, struct policy *p)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field *f = &policy_fields[id];
		void *member = field_member(p, (enum field_id)id);
		struct origin *origin = &p->origin[id];

		if (!l->set[id] && !l->bad[id])
			continue;
		(void)snprintf(origin->file, sizeof(origin->file), "%s", l->file);
		origin->line = l->line[id];
		if (l->bad[id]) {
			if (field_reset(p, (enum field_id)id))
				return ENOMEM;
			continue;
		}
		value_release(f, member);
		memcpy(member, &l->values[id], value_size(f));
		memset(&l->values[id], 0, sizeof(l->values[id]));
	}
	return 0;
}
