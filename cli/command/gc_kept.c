/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kept room is a convenience: where less than a tenth of the memory is to be had, they go.
 */
#include "gc_kept.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/live.h"
#include "cli/output.h"
#include "host/control.h"

#define SHORT 10 /* percent */
#define ANSWER_MILLISECONDS 500

/* A line of /proc/meminfo, in KiB; 0 if there is none. proc_meminfo(5) */
static unsigned long long line(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

static bool is_short(void)
{
	unsigned long long all, left;
	char text[4096];

	if (fd_get(AT_FDCWD, "/proc/meminfo", text, sizeof(text)) < 0)
		return false;
	all = line(text, "MemTotal:");
	left = line(text, "MemAvailable:");
	return all && left < all / 100 * SHORT;
}

static void end(struct gc *g, const struct live_tenant *t, const struct live_sandbox *s)
{
	char where[64];

	if (!g->cli->dry_run && control_retire(t->uid, s->number, ANSWER_MILLISECONDS) <= 0)
		return; /* somebody has come */
	snprintf(where, sizeof(where), HOSTEL_STATEDIR "/t/%u/%u", t->uid, s->number);
	gc_tell(g, where);
}

void gc_kept(struct gc *g)
{
	struct err e = ERR_NONE;
	struct live l;

	if (!is_short())
		return;
	if (live_read(&l, NULL, &e) < 0) {
		say("%s", e.message);
		g->failed++;
		return;
	}
	gc_begin_telling(g);
	for (size_t i = 0; i < l.count; i++)
		for (size_t k = 0; k < l.tenants[i].count; k++)
			if (l.tenants[i].sandboxes[k].status.kept)
				end(g, &l.tenants[i], &l.tenants[i].sandboxes[k]);
	gc_show_told(g);
	live_free(&l);
}
