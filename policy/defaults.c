/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy of defaults, and the end of any.
 */
#include "policy/defaults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "services.h"
#include "value.h"

void policy_free(struct policy *p)
{
	if (p->sum)
		policy_free(p->sum); /* which has none */
	free(p->sum);
	for (unsigned int id = 0; id < FIELD_COUNT; id++)
		value_release(&policy_fields[id], field_member(p, (enum field_id)id));
	services_free(&p->service_sections);
	memset(p, 0, sizeof(*p));
}

int field_reset(struct policy *p, enum field_id id)
{
	const struct field *f = &policy_fields[id];
	void *member = field_member(p, id);

	value_release(f, member);
	return kind_of(f)->parse(f, f->info.default_text, member, NULL);
}

int policy_init(struct policy *p)
{
	memset(p, 0, sizeof(*p));
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		int error = field_reset(p, (enum field_id)id);

		if (error) {
			policy_free(p);
			return error;
		}
		(void)snprintf(p->origin[id].file, sizeof(p->origin[id].file), "default");
	}
	return 0;
}
