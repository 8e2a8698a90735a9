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

static int add_file(struct build *b, const char *target, struct err *e)
{
	struct string_list *l = &b->files;
	char **more = reallocarray(l->items, l->count + 1, sizeof(*more));

	if (!more)
		return err_set(e, ENOMEM, "policy");
	l->items = more;
	more[l->count] = strdup(target);
	return more[l->count++] ? 0 : err_set(e, ENOMEM, "policy");
}

/* One source, and the place where it is seen. */
static int find(struct build *b, struct bind_entry *entry, enum field_id id, const struct shown *shown,
	struct err *e)
{
	const struct login *l = b->login;
	char *AUTO_FREE source = entry->source;
	struct source found;

	entry->source = NULL;
	if (source_find(&l->account, source, shown, id == FIELD_read_write, &found, e) < 0)
		return refuse(b, id, source, e);
	entry->source = found.real;
	if (source_place(&l->account, &l->policy, entry->target, found.file, e) < 0)
		return refuse(b, id, source, e);
	return found.file ? add_file(b, entry->target, e) : 0;
}

static int find_list(struct build *b, struct bind_list *list, enum field_id id, const struct shown *shown,
	struct err *e)
{
	const struct origin *from = &b->login->policy.origin[id];
	const char *key = policy_field(id)->key;

	for (size_t i = 0; i < list->count; i++) {
		snprintf(b->survey->looks_at, sizeof(b->survey->looks_at), "[filesystem] %s (%s:%u): %s", key,
			from->file, from->line, list->items[i].source);
		if (find(b, &list->items[i], id, shown, e) < 0)
			return -1;
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

static int find_all(struct build *b, struct policy *p, struct err *e)
{
	struct shown *shown;
	int result;

	if (!p->read_only.count && !p->read_write.count)
		return 0;
	shown = shown_open(e);
	result = !shown || find_list(b, &p->read_only, FIELD_read_only, shown, e) < 0 ? -1
		 : find_list(b, &p->read_write, FIELD_read_write, shown, e);
	shown_close(shown);
	return result;
}

int sources_find(struct build *b, struct err *e)
{
	unsigned char *AUTO_FREE plain = NULL;
	size_t plain_size;

	b->found = calloc(1, sizeof(*b->found));
	if (!b->found || policy_encode(&b->login->policy, &plain, &plain_size))
		return err_set(e, ENOMEM, "policy");
	if (policy_decode(b->found, plain, plain_size))
		return err_rule(e, EINVAL, "the policy does not survive its encoding");
	return judge_hidden(b, e) < 0 ? -1 : find_all(b, b->found, e);
}

bool sources_show_file(const struct build *b, const char *target)
{
	for (size_t i = 0; i < b->files.count; i++)
		if (!strcmp(b->files.items[i], target))
			return true;
	return false;
}

int sources_put(struct build *b, struct err *e)
{
	struct survey *found = b->survey;
	unsigned char *AUTO_FREE bytes = NULL;

	if (links_put(b, b->found) < 0 || policy_encode(b->found, &bytes, &found->policy_size))
		return err_set(e, ENOMEM, "policy");
	if (found->policy_size > sizeof(found->policy))
		return err_rule(e, E2BIG, "the policy is too large for a launch specification");
	memcpy(found->policy, bytes, found->policy_size);
	return 0;
}
