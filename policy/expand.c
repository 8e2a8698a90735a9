/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * %u, %U and %h in the values of a merged policy, which are then checked again: a strange home
 * directory must not make a strange path.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

typedef int expander(void *member, const struct policy_who *who, struct complaint *c);

static int expand_one(char **text, const struct policy_who *who, struct complaint *c)
{
	char *expanded;
	int error = template_expand(*text, who, &expanded, c);

	if (error)
		return error;
	free(*text);
	*text = expanded;
	return 0;
}

static int expand_text(void *member, const struct policy_who *who, struct complaint *c)
{
	return expand_one(member, who, c);
}

/* An account's name may hold bytes that a host name may not: each becomes a dash. */
static int expand_hostname(void *member, const struct policy_who *who, struct complaint *c)
{
	int error = expand_one(member, who, c);

	if (error)
		return error;
	for (char *s = *(char **)member; *s; s++) {
		if (!ascii_alnum(*s) && *s != '.')
			*s = '-';
	}
	return 0;
}

static int expand_paths(void *member, const struct policy_who *who, struct complaint *c)
{
	struct string_list *list = member;
	int error = 0;

	for (size_t i = 0; !error && i < list->count; i++)
		error = expand_one(&list->items[i], who, c);
	return error;
}

static int expand_binds(void *member, const struct policy_who *who, struct complaint *c)
{
	struct bind_list *list = member;
	int error = 0;

	for (size_t i = 0; !error && i < list->count; i++) {
		error = expand_one(&list->items[i].source, who, c);
		if (!error)
			error = expand_one(&list->items[i].target, who, c);
	}
	return error;
}

static int expand_tmpfs(void *member, const struct policy_who *who, struct complaint *c)
{
	struct tmpfs_list *list = member;
	int error = 0;

	for (size_t i = 0; !error && i < list->count; i++)
		error = expand_one(&list->items[i].target, who, c);
	return error;
}

static expander *const expanders[KIND_COUNT_] = {
	[KIND_PATH_OR_AUTO] = expand_text,
	[KIND_HOSTNAME] = expand_hostname,
	[KIND_PATHS] = expand_paths,
	[KIND_BINDS] = expand_binds,
	[KIND_TMPFS_LIST] = expand_tmpfs,
};

static int expand_field(
	struct policy *p, enum field_id id, const struct policy_who *who, struct complaint *c)
{
	const struct field *f = &policy_fields[id];
	void *member = field_member(p, id);
	int error = expanders[f->info.kind](member, who, c);

	return error ? error : kind_of(f)->check(f, member, c);
}

/* The template as it was written: printing doubles each percent sign. */
static void print_template(const struct policy *p, enum field_id id, char *buffer, size_t size)
{
	char *to = buffer;

	(void)policy_print_field(p, id, buffer, size);
	if (policy_fields[id].info.kind == KIND_HOSTNAME)
		return;
	for (const char *s = buffer; *s; s++) {
		*to++ = *s;
		if (s[0] == '%' && s[1] == '%')
			s++;
	}
	*to = '\0';
}

int expand_policy(struct policy *p, const struct policy_who *who, struct problems *ps)
{
	for (unsigned int i = 0; i < FIELD_COUNT; i++) {
		enum field_id id = (enum field_id)i;
		struct complaint c = {.message = ""};
		char where[96];
		char value[96];
		int error;

		if (!expanders[policy_fields[id].info.kind])
			continue;
		print_template(p, id, value, sizeof(value));
		error = expand_field(p, id, who, &c);
		if (error == EINVAL) {
			field_where(id, where, sizeof(where));
			problems_add(ps, p->origin[id].file, p->origin[id].line, where, value,
				"for %s, whose home is %s: %s", who->name,
				who->home && who->home[0] ? who->home : "unknown", c.message);
			error = field_reset(p, id);
		}
		if (error)
			return error;
	}
	return 0;
}
