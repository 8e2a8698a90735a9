/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * atd closes the session, removes the job's files and then mails the output, all on the porch, where
 * its spool is not. The process still has the output file open: by that it is known.
 */
#include "at_job.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "on_host.h"

#define DESCRIPTORS 64 /* atd has a handful */

static const struct {
	const char *output, *jobs;
} spools[] = {
	{"/var/spool/cron/atspool", "/var/spool/cron/atjobs"}, /* Debian */
	{"/var/spool/at/spool", "/var/spool/at"},              /* Red Hat */
};

static bool is_open_here(const struct stat *st)
{
	struct stat mine;

	for (int fd = 0; fd < DESCRIPTORS; fd++)
		if (fstat(fd, &mine) == 0 && mine.st_ino == st->st_ino && mine.st_dev == st->st_dev)
			return true;
	return false;
}

static void remove_job(const char *output, const char *jobs)
{
	int AUTO_CLOSE at = open(jobs, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = at < 0 ? NULL : opendir(output);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char name[sizeof(entry->d_name)];
		struct stat st;

		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(st.st_mode) || !is_open_here(&st))
			continue;
		strcpy(name, entry->d_name);
		unlinkat(dirfd(dir), name, 0);
		name[0] = '='; /* what a running job is called */
		unlinkat(at, name, 0);
	}
	if (dir)
		closedir(dir);
}

static void remove_from_spools(const void *unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(spools) / sizeof(spools[0]); i++)
		remove_job(spools[i].output, spools[i].jobs);
}


void at_job_remove(void)
{
	on_host_run(remove_from_spools, NULL);
}
