/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: cgroups of owners, which no record names.
 */
#include "gc_owners.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/owner.h"
#include "cli/output.h"

/* The same one stands in several hierarchies. */
static void add(char ***bases, size_t *count, char *base)
{
	for (size_t i = 0; i < *count; i++)
		if (!strcmp((*bases)[i], base)) {
			free(base);
			return;
		}
	*bases = reallocarray(*bases, *count + 1, sizeof(**bases));
	if (!*bases)
		out_of_memory();
	(*bases)[(*count)++] = base;
}

size_t gc_owners(const struct gc *g, char ***bases)
{
	size_t count = 0;

	*bases = NULL;
	for (int i = 0; g->base && i < CGROUP_CONTROLLERS; i++) {
		char *AUTO_FREE path = text_of("%s/%s", g->cgroups.mounts[i].path, g->base);
		DIR *dir = g->cgroups.mounts[i].found ? opendir(path) : NULL;

		for (const struct dirent *d; dir && (d = readdir(dir));) {
			char *base = text_of("%s/%s", g->base, d->d_name);

			if (cgroup_owner_part(base))
				add(bases, &count, base);
			else
				free(base);
		}
		if (dir)
			closedir(dir);
	}
	return count;
}

void gc_owners_free(char **bases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(bases[i]);
	free(bases);
}

void gc_empty_owners(struct gc *g)
{
	char **bases;
	const size_t count = g->cli->dry_run ? 0 : gc_owners(g, &bases);

	gc_begin_telling(g);
	for (size_t i = 0; i < count; i++)
		for (int m = 0; m < CGROUP_CONTROLLERS; m++) {
			char *AUTO_FREE path = text_of("%s/%s", g->cgroups.mounts[m].path, bases[i]);

			if (g->cgroups.mounts[m].found && rmdir(path) == 0)
				gc_tell(g, path);
		}
	gc_show_told(g);
	if (count)
		gc_owners_free(bases, count);
}
