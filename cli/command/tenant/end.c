/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ending what runs of a tenant.
 */
#include "end.h"

#include <errno.h>

#include "cli/command/kill.h"
#include "cli/live.h"
#include "cli/output.h"

int end_needed(const struct account *a)
{
	struct err e = ERR_NONE;
	struct live l;
	int n;

	if (live_never(a->uid))
		return 0;
	if (live_read(&l, a->name, &e) < 0) {
		say("%s", e.message);
		return -1;
	}
	n = l.count && l.tenants[0].count;
	live_free(&l);
	return n;
}

int end_sandboxes(struct deed *d, const struct account *a)
{
	struct err e = ERR_NONE;
	struct live l;
	int status = 0;

	if (live_never(a->uid))
		return 0;
	if (live_read(&l, a->name, &e) < 0) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	/* A login program that is left over is not worth a step of its own. */
	if (l.count &&
		(l.tenants[0].count ? deed_step(d, "end every sandbox and session") : !d->cli->dry_run) &&
		kill_end(&l.tenants[0], 0, d->cli->timeout, &e) < 0) {
		say("%s: %s", a->name, e.message);
		status = e.code == EBUSY ? EXIT_BUSY : EXIT_SYSTEM;
	}
	live_free(&l);
	return status;
}
