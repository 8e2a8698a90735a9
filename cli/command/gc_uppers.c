/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: what tenants had changed of images, and was about to be deleted when that was killed. Without a
 * lock: whoever deletes such a directory wants nothing else of it.
 */
#include "gc_uppers.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/output.h"
#include "image/take.h"
#include "talk/paths.h"

static void delete_tree(struct gc *g, const char *directory, const char *name)
{
	char *AUTO_FREE path = text_of("%s/%s", directory, name);
	struct err e = ERR_NONE;

	/* A tenant's: of any depth. */
	if (!g->cli->dry_run && image_delete_tree(directory, name, &e) < 0) {
		say("%s", e.message);
		g->failed++;
		return;
	}
	gc_tell(g, path);
}

static int list(const char *directory, struct dirent ***entries)
{
	const int n = scandir(directory, entries, NULL, alphasort);

	return n < 0 ? 0 : n;
}

/* HOSTEL_UPPERS/UID/IMAGE/old: of hostel image reset. */
static void look_at_images(struct gc *g, const char *uid)
{
	char *AUTO_FREE own = text_of("%s/%s", HOSTEL_UPPERS, uid);
	struct dirent **entries = NULL;
	const int n = list(own, &entries);

	for (int i = 0; i < n; i++) {
		char *AUTO_FREE image = text_of("%s/%s", own, entries[i]->d_name),
				*AUTO_FREE old = text_of("%s/old", image);

		if (*entries[i]->d_name != '.' && gc_exists(AT_FDCWD, old))
			delete_tree(g, image, "old");
		free(entries[i]);
	}
	free(entries);
}

void gc_uppers(struct gc *g)
{
	struct dirent **entries = NULL;
	const int n = list(HOSTEL_UPPERS, &entries);

	gc_begin_telling(g);
	for (int i = 0; i < n; i++) {
		if (!strncmp(entries[i]->d_name, ".gone-", strlen(".gone-")))
			delete_tree(g, HOSTEL_UPPERS, entries[i]->d_name);
		else if (*entries[i]->d_name != '.')
			look_at_images(g, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	gc_show_told(g);
}
