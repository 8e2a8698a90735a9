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

static int resolve(struct bind_list *list, const char *key, const struct origin *from, struct err *e)
{
	for (size_t i = 0; i < list->count; i++) {
		char *real;

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

int sources_resolve(const struct login *login, unsigned char **bytes, size_t *size, struct err *e)
{
	const struct origin *from = login->policy.origin;
	unsigned char *AUTO_FREE plain = NULL;
	struct policy copy;
	size_t plain_size;
	int result;

	if (policy_encode(&login->policy, &plain, &plain_size))
		return err_set(e, ENOMEM, "policy");
	if (policy_decode(&copy, plain, plain_size))
		return err_rule(e, EINVAL, "the policy does not survive its encoding");
	result = resolve(&copy.read_only, "read_only", &from[FIELD_read_only], e);
	if (!result)
		result = resolve(&copy.read_write, "read_write", &from[FIELD_read_write], e);
	if (!result && policy_encode(&copy, bytes, size))
		result = err_set(e, ENOMEM, "policy");
	policy_free(&copy);
	return result;
}
