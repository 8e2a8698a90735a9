/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * %u, %U and %h in the values of a merged policy, which are then checked again: a strange home
 * directory must not make a strange path.
 */
#include "expand.h"

#include <errno.h>

#include "policy/defaults.h"
#include "policy/print.h"
#include "services.h"
#include "value.h"

static int expand_field(
	struct policy *p, enum field_id id, const struct policy_who *who, struct complaint *c)
{
	const struct field *f = &policy_fields[id];
	void *member = field_member(p, id);
	int error = kind_of(f)->expand(member, who, c);

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

		if (!kind_of(&policy_fields[id])->expand)
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
	return services_expand(p, who, ps);
}
