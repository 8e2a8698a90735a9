/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ending what runs of a tenant.
 */
#include "end.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/command/kill.h"
#include "cli/live.h"
#include "cli/output.h"
#include "talk/paths.h"

/* Without a directory of state there was no sandbox since the host came up: the others need not be looked
 * through. */
static bool never_was(uint32_t uid)
{
	char path[STATE_DIR_SIZE];

	snprintf(path, sizeof(path), "%s/t/%u", HOSTEL_STATEDIR, uid);
	return access(path, F_OK) < 0 && errno == ENOENT;
}

int end_needed(const struct account *a)
{
	struct err e = ERR_NONE;
	struct live l;
	int n;

	if (never_was(a->uid))
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

	if (never_was(a->uid))
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
