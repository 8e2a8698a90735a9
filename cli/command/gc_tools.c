/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: removing, saying so, and waiting for locks.
 */
#include "gc_tools.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/tree.h"
#include "cli/live.h"
#include "cli/output.h"

#define LOCK_SECONDS 2 /* for all locks together that others hold */

/* In memory: whoever reads our output slowly is not waited for with a lock. */
void gc_tell(struct gc *g, const char *what)
{
	g->count++;
	if (g->removed)
		json_add_text(g->removed, what);
	else
		fprintf(g->told, "%s%s\n", g->cli->dry_run ? "would remove " : "removed ", what);
}

void gc_show_told(struct gc *g)
{
	if (!g->told)
		return;
	if (fclose(g->told))
		out_of_memory();
	fputs(g->text, stdout);
	free(g->text);
	g->told = NULL;
}

void gc_begin_telling(struct gc *g)
{
	g->told = open_memstream(&g->text, &g->text_size);
	if (!g->told)
		out_of_memory();
}

int gc_lock(struct gc *g, int dir, struct err *e)
{
	return live_lock(dir, LOCK_SECONDS, &g->waited, e);
}

void gc_remove_tree(struct gc *g, int dir, const char *where, const char *name)
{
	char *AUTO_FREE path = text_of("%s/%s", where, name);

	if (!g->cli->dry_run && tree_remove(dir, name) < 0) {
		say("%s: %s", path, strerror(errno));
		g->failed++;
		return;
	}
	gc_tell(g, path);
}

static bool begins(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

bool gc_is_used(const struct gc_used *used, int dir, const char *name)
{
	char target[64];
	ssize_t n = readlinkat(dir, name, target, sizeof(target) - 1);

	if (n > 0)
		target[n] = '\0';
	for (size_t i = 0; i < used->count; i++)
		if (!strcmp(used->names[i], n > 0 ? target : name))
			return true;
	return false;
}

void gc_remove_prefixed(struct gc *g, int dir, const char *where, const char *prefix, const char *half,
	const struct gc_used *used)
{
	struct dirent **names = NULL;
	int n = scandirat(dir, ".", &names, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if ((begins(names[i]->d_name, prefix) || begins(names[i]->d_name, half)) &&
		    !(used && gc_is_used(used, dir, names[i]->d_name)))
			gc_remove_tree(g, dir, where, names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

bool gc_exists(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}
