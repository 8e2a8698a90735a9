/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links of root's in what everybody is shown, /opt -> /data/opt: where they lead is shown as well, under its
 * own path, or the link would lead nowhere inside.
 */
#include "links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "host/source.h"
#include "host/trusted_path.h"
#include "policy/encode.h"
#include "policy/reserved.h"
#include "talk/layout.h"

int links_add(struct bind_list *list, const char *source, const char *target)
{
	struct bind_entry *more;

	for (size_t i = 0; i < list->count; i++)
		if (policy_inside(target, list->items[i].target))
			return 0;
	more = reallocarray(list->items, list->count + 1, sizeof(*more));
	if (!more)
		return -1;
	list->items = more;
	more[list->count] = (struct bind_entry){strdup(source), strdup(target)};
	if (!more[list->count].source || !more[list->count].target) {
		free(more[list->count].source);
		free(more[list->count].target);
		return -1;
	}
	list->count++;
	return 0;
}

/* Is it there inside anyway, in a directory of layout_system? */
static bool is_shown(const char *real)
{
	for (const char *const *name = layout_system; *name; name++) {
		char path[64] = "/";
		struct stat st;

		strcat(path, *name);
		if (policy_inside(real, path) && lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			return true;
	}
	return false;
}

/* What cannot be shown is not: the host is merely unusual, and nobody asked for it. */
static int find(struct build *b, const struct shown *shown, const char *path)
{
	struct err ignored = ERR_NONE;
	char *AUTO_FREE real = NULL;

	if (source_find_directory(&b->login->account, path, shown, &real, &ignored) < 0 ||
	    !strcmp(real, path) || is_shown(real) || reserved_target(real, false) ||
	    policy_inside(real, b->login->account.home) || policy_inside(b->login->account.home, real))
		return 0;
	return links_add(&b->links, real, real);
}

int links_find(struct build *b, struct err *e)
{
	struct shown *shown = NULL;
	int result = source_groups(&b->login->account, e);

	for (size_t i = 0; layout_places[i] && !result; i++) {
		char *AUTO_FREE real = NULL;
		struct err ignored = ERR_NONE;

		/* Mostly it is none, and there is nothing to judge. */
		if (trusted_path(layout_places[i], &real, &ignored) < 0 || !strcmp(real, layout_places[i]))
			continue;
		if (!shown && !(shown = shown_open(e)))
			return -1;
		if (find(b, shown, layout_places[i]) < 0)
			result = err_set(e, ENOMEM, "%s", layout_places[i]);
	}
	shown_close(shown);
	return result;
}

int links_of_etc(struct build *b, const char *path)
{
	struct err ignored = ERR_NONE;
	struct shown *shown = shown_open(&ignored);
	char *AUTO_FREE real = NULL;
	int result = 0;

	if (shown && source_find_directory(&b->login->account, path, shown, &real, &ignored) == 0)
		result = links_add(&b->links, real, path) < 0 ? -1 : 1;
	shown_close(shown);
	return result;
}

int links_put(const struct build *b, struct policy *p)
{
	struct bind_list all = {0};

	if (!b->links.count)
		return 0;
	/* First of all, so that what the policy shows there covers it. */
	for (size_t i = 0; i < b->links.count; i++)
		if (links_add(&all, b->links.items[i].source, b->links.items[i].target) < 0)
			return -1;
	all.items = reallocarray(all.items, all.count + p->read_only.count, sizeof(*all.items));
	if (!all.items)
		return -1;
	if (p->read_only.count)
		memcpy(all.items + all.count, p->read_only.items, p->read_only.count * sizeof(*all.items));
	all.count += p->read_only.count;
	free(p->read_only.items);
	p->read_only = all;
	return 0;
}
