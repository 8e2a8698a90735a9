/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy as hostel-init gets it: sources of binds without the symbolic links that root made.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hostel/config_dir.h"
#include "hostel/fd.h"
#include "sandbox.h"

static int resolve(const struct making *m, struct bind_list *list, enum field_id id, struct err *e)
{
	const struct origin *from = &m->login->policy.origin[id];
	const char *key = policy_field(id)->key;

	for (size_t i = 0; i < list->count; i++) {
		char *real;

		survey_note(m, "[filesystem] %s (%s:%u): %s", key, from->file, from->line,
			list->items[i].source);
		if (trusted_path(list->items[i].source, &real, e) < 0) {
			char why[ERR_MESSAGE_SIZE];

			strcpy(why, e->message);
			return err_rule(e, e->code, "%s:%u: [filesystem] %s: %.200s", from->file,
				from->line, key, why);
		}
		free(list->items[i].source);
		list->items[i].source = real;
	}
	return 0;
}

int sources_resolve(struct making *m, struct err *e)
{
	unsigned char *AUTO_FREE plain = NULL, *AUTO_FREE bytes = NULL;
	struct survey *found = m->survey;
	struct policy copy;
	size_t plain_size;
	int result;

	if (policy_encode(&m->login->policy, &plain, &plain_size))
		return err_set(e, ENOMEM, "policy");
	if (policy_decode(&copy, plain, plain_size))
		return err_rule(e, EINVAL, "the policy does not survive its encoding");
	result = resolve(m, &copy.read_only, FIELD_read_only, e);
	if (!result)
		result = resolve(m, &copy.read_write, FIELD_read_write, e);
	if (!result && policy_encode(&copy, &bytes, &found->policy_size))
		result = err_set(e, ENOMEM, "policy");
	policy_free(&copy);
	if (!result && found->policy_size > sizeof(found->policy))
		result = err_rule(e, E2BIG, "the policy is too large for a launch specification");
	if (!result)
		memcpy(found->policy, bytes, found->policy_size);
	return result;
}
