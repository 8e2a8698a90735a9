/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories of the host that a policy shows: what a login would refuse, pam_module/sources.c.
 */
#include "sources.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "host/config_dir.h"
#include "host/trusted_path.h"
#include "talk/layout.h"
#include "talk/shown.h"

/* True with *e, if it leads to what must not be shown. */
static bool leads_astray(const struct shown *s, const char *path, bool writable, struct err *e)
{
	char *AUTO_FREE real = NULL;

	*e = ERR_NONE;
	return trusted_path(path, &real, e) == 0 && shown_judge(s, real, writable, NULL, e) < 0;
}

static void check_list(const struct shown *s, const struct policy *p, enum field_id id,
	const struct bind_list *list, struct problems *ps)
{
	const struct origin *from = &p->origin[id];
	const char *where = id == FIELD_read_write ? "[filesystem] read_write" : "[filesystem] read_only";
	struct err e;

	for (size_t i = 0; i < list->count; i++)
		if (leads_astray(s, list->items[i].source, id == FIELD_read_write, &e))
			problems_add(ps, from->file, from->line, where, list->items[i].source, "%s",
				e.message);
}

/* Shown to everybody: what is mounted below them must not be what nobody may see. Without what is hidden. */
static void check_system(const struct shown *s, const struct policy *p, const char *file, struct problems *ps)
{
	for (const char *const *name = layout_system; *name; name++) {
		struct err e = ERR_NONE;
		struct stat st;
		char path[64];

		snprintf(path, sizeof(path), "/%s", *name);
		/* Links among them, of a merged /usr, lead to the others. */
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
		    shown_judge(s, path, false, &p->hide, &e) < 0)
			problems_add(ps, file, 0, "", NULL, "nobody comes in: %s: unmount it, or hide it",
				e.message);
	}
}

void sources_check(const struct policy *p, const char *home, const char *file, struct problems *ps)
{
	struct err e = ERR_NONE;
	struct shown *s = p->read_only.count || p->read_write.count || home ? shown_open(&e) : NULL;

	if (e.code)
		problems_add(ps, file, 0, "", NULL, "%s", e.message);
	if (!s)
		return;
	check_list(s, p, FIELD_read_only, &p->read_only, ps);
	check_list(s, p, FIELD_read_write, &p->read_write, ps);
	if (home)
		check_system(s, p, file, ps);
	if (home && *home == '/' && leads_astray(s, home, false, &e))
		problems_add(ps, file, 0, "", NULL, "the home directory %s", e.message);
	shown_close(s);
}
