/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: cgroups of imports that were killed. Their names say whose they are.
 */
#include "gc_imports.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/image/memory.h"
#include "cli/output.h"

static bool is_left(const char *name)
{
	const size_t length = strlen(MEMORY_PREFIX);
	const int pid = strncmp(name, MEMORY_PREFIX, length) ? 0 : atoi(name + length);

	return pid > 0 && kill(pid, 0) < 0 && errno == ESRCH;
}

static void look_in(struct gc *g, const char *directory)
{
	DIR *dir = opendir(directory);

	for (const struct dirent *d; dir && (d = readdir(dir));) {
		char *AUTO_FREE path = is_left(d->d_name) ? text_of("%s/%s", directory, d->d_name) : NULL;

		/* What is still in it is being killed: next time. */
		if (path && (g->cli->dry_run || rmdir(path) == 0))
			gc_tell(g, path);
	}
	if (dir)
		closedir(dir);
}

void gc_imports(struct gc *g)
{
	const char *last = "";

	gc_begin_telling(g);
	for (int i = 0; g->base && i < CGROUP_CONTROLLERS; i++) {
		const struct cgroup_mount *m = &g->cgroups.mounts[i];
		char *AUTO_FREE directory = text_of("%s/%s", m->path, g->base);

		/* v2: one directory for all. */
		if (m->found && strcmp(m->path, last))
			look_in(g, directory);
		last = m->path;
	}
	gc_show_told(g);
}
