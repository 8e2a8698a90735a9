/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ending what runs of a tenant.
 */
#include "end.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fd.h"
#include "cli/command/kill.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/service/settle.h"

#define NAP_NANOSECONDS 20000000L
#define NAPS 250 /* five seconds */

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

/* By what proc(5) says in status: the directory is root's, for hostel-jobs cannot be traced. */
static bool is_jobs_of(uid_t uid, const char *pid)
{
	static const char name[] = "Name:\thostel-jobs\n";
	char *AUTO_FREE file = text_of("/proc/%s/status", pid);
	char status[16384] = ""; /* a line of it has all groups */
	const char *ids;

	if (fd_get(AT_FDCWD, file, status, sizeof(status)) <= 0 || strncmp(status, name, strlen(name)) != 0)
		return false;
	ids = strstr(status, "\nUid:\t");
	return ids && strtoul(ids + strlen("\nUid:\t"), NULL, 10) == uid;
}

static bool jobs_there(uid_t uid)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	bool found = false;

	while (proc && !found && (entry = readdir(proc)))
		found = *entry->d_name >= '1' && *entry->d_name <= '9' && is_jobs_of(uid, entry->d_name);
	if (proc)
		closedir(proc);
	return found;
}

/* It goes by itself when PID 1 has, and until then userdel(8) and usermod(8) take the account for used. */
static void wait_for_jobs(uid_t uid)
{
	const struct timespec nap = {.tv_nsec = NAP_NANOSECONDS};

	for (int i = 0; i < NAPS && jobs_there(uid); i++)
		nanosleep(&nap, NULL);
}

int end_sandboxes(struct deed *d, const struct account *a)
{
	struct err e = ERR_NONE;
	struct live l;
	int status = 0;

	/* systemd is not to start them again; they end with the room. */
	if (!d->cli->dry_run)
		status = services_stop(a->name, a->uid);
	if (status || live_never(a->uid))
		return status;
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
	if (!status && l.count && !d->cli->dry_run)
		wait_for_jobs(a->uid);
	if (!status && !d->cli->dry_run)
		services_forget(a->name, a->uid);
	live_free(&l);
	return status;
}
