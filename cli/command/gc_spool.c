/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: what crontab(1) left in its spool. It writes tmp.XXXXXX and renames that; where a tenant's
 * memory is short it is killed in between, as often as the tenant likes, and each time a file of up to 1 MiB
 * stays on the host's disk.
 */
#include "gc_spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"

#define SPOOL "/var/spool/cron/crontabs"
#define OLD_SECONDS 60 /* hostel-jobs lets it run for five: docs/decisions/0024 */

/* Of somebody who is or was a tenant since the host came up. */
static bool is_tenants(const struct gc *g, uid_t uid)
{
	char *AUTO_FREE directory = text_of("t/%u", (unsigned)uid);

	return gc_exists(g->state, directory);
}

void gc_spool(struct gc *g)
{
	DIR *spool = opendir(SPOOL);
	const struct dirent *entry;
	struct stat st;

	while (spool && (entry = readdir(spool)))
		if (!strncmp(entry->d_name, "tmp.", 4) && strlen(entry->d_name) == 10 &&
			fstatat(dirfd(spool), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(st.st_mode) && time(NULL) - st.st_mtime > OLD_SECONDS &&
			is_tenants(g, st.st_uid)) {
			char *AUTO_FREE path = text_of(SPOOL "/%s", entry->d_name);

			gc_begin_telling(g);
			if (g->cli->dry_run || unlinkat(dirfd(spool), entry->d_name, 0) == 0)
				gc_tell(g, path);
			gc_show_told(g);
		}
	if (spool)
		closedir(spool);
}
