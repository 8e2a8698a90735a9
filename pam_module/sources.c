/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy as hostel-init gets it: sources of binds without the symbolic links that root made. What they
 * lead to is judged here for the sentence that names file and line; hostel-init judges what it has mounted.
 */
#include "sources.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "host/config_dir.h"
#include "host/source.h"
#include "links.h"
#include "policy/defaults.h"
#include "policy/encode.h"
#include "policy/print.h"
#include "talk/shown.h"

/* The error with file, line, key and value. -1 */
static int refuse(const struct build *b, enum field_id id, const char *source, struct err *e)
{
	const struct origin *from = &b->login->policy.origin[id];
	char why[ERR_MESSAGE_SIZE];

	strcpy(why, e->message);
	return err_rule(e, e->code, "%s:%u: [filesystem] %s = %.100s: %.200s", from->file, from->line,
		policy_field(id)->key, source, why);
}

static int resolve(const struct build *b, struct bind_list *list, enum field_id id,
	const struct shown *shown, struct err *e)
{
	const struct origin *from = &b->login->policy.origin[id];
	const char *key = policy_field(id)->key;

	for (size_t i = 0; i < list->count; i++) {
		char *real, *AUTO_FREE source = list->items[i].source;

		snprintf(b->survey->looks_at, sizeof(b->survey->looks_at), "[filesystem] %s (%s:%u): %s", key,
			from->file, from->line, source);
		list->items[i].source = NULL;
		if (source_find(&b->login->account, source, shown, id == FIELD_read_write, &real, e) < 0)
			return refuse(b, id, source, e);
		list->items[i].source = real;
	}
	return 0;
}

static int judge_hidden(const struct build *b, struct err *e)
{
	const struct policy *p = &b->login->policy;

	if (*b->login->image.name) /* it is the image's, if it is there */
		return 0;
	for (size_t i = 0; i < p->hide.count; i++)
		if (source_hide(&b->login->account, p, p->hide.items[i], e) < 0)
			return refuse(b, FIELD_hide, p->hide.items[i], e);
	return 0;
}

static int resolve_all(const struct build *b, struct policy *p, struct err *e)
{
	struct shown *shown;
	int result;

	if (!p->read_only.count && !p->read_write.count)
		return 0;
	shown = shown_open(e);
	result = !shown || resolve(b, &p->read_only, FIELD_read_only, shown, e) < 0 ? -1
		 : resolve(b, &p->read_write, FIELD_read_write, shown, e);
	shown_close(shown);
	return result;
}

int sources_resolve(struct build *b, struct err *e)
{
	unsigned char *AUTO_FREE plain = NULL, *AUTO_FREE bytes = NULL;
	struct survey *found = b->survey;
	struct policy copy;
	size_t plain_size;
	int result;

	if (policy_encode(&b->login->policy, &plain, &plain_size))
		return err_set(e, ENOMEM, "policy");
	if (policy_decode(&copy, plain, plain_size))
		return err_rule(e, EINVAL, "the policy does not survive its encoding");
	result = judge_hidden(b, e) < 0 ? -1 : resolve_all(b, &copy, e);
	if (!result && links_put(b, &copy) < 0)
		result = err_set(e, ENOMEM, "policy");
	if (!result && policy_encode(&copy, &bytes, &found->policy_size))
		result = err_set(e, ENOMEM, "policy");
	policy_free(&copy);
	if (!result && found->policy_size > sizeof(found->policy))
		result = err_rule(e, E2BIG, "the policy is too large for a launch specification");
	if (!result)
		memcpy(found->policy, bytes, found->policy_size);
	return result;
}
