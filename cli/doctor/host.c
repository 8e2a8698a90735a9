/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: what runs, or may run, code under a tenant's uid without coming in through PAM.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/processes.h"
#include "talk/paths.h"

/* The value of "key = value" on the line, or NULL. */
static char *value_of(char *line, const char *key)
{
	size_t n = strlen(key);
	char *at = line + strspn(line, " \t");

	if (strncmp(at, key, n))
		return NULL;
	at += n + strspn(at + n, " \t");
	if (*at != '=')
		return NULL;
	at += 1 + strspn(at + 1, " \t\"'");
	at[strcspn(at, " \t\n;\"'")] = '\0';
	return at;
}

void doctor_php_fpm(struct doctor *d, struct verdict *v)
{
	glob_t found = {0};

	glob("/etc/php/*/fpm/pool.d/*.conf", 0, NULL, &found);
	glob("/etc/php-fpm.d/*.conf", GLOB_APPEND, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		FILE *file = fopen(found.gl_pathv[i], "re");
		char line[512], *user;

		while (file && fgets(line, sizeof(line), file))
			if ((user = value_of(line, "user")) && doctor_by_name(d, user))
				verdict_add_of(v, user, "%s: user = %s", found.gl_pathv[i], user);
		if (file)
			fclose(file);
	}
	globfree(&found);
	verdict_count(v, LEVEL_WARN, "none runs as a tenant",
		"pools of PHP-FPM that run a tenant's code outside the sandbox");
}

/* Names in a directory that are tenants'. */
static void look_for_names(struct doctor *d, struct verdict *v, const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (doctor_by_name(d, entry->d_name))
			verdict_add_of(v, entry->d_name, "%s/%s", directory, entry->d_name);
	if (dir)
		closedir(dir);
}

void doctor_linger(struct doctor *d, struct verdict *v)
{
	look_for_names(d, v, "/var/lib/systemd/linger");
	verdict_count(v, LEVEL_FAIL, "systemd keeps no manager for a tenant",
		"tenants with a user manager on the host from each boot on");
}

void doctor_jobs(struct doctor *d, struct verdict *v)
{
	DIR *dir = opendir("/var/spool/cron/atjobs");
	struct dirent *entry;
	struct stat st;

	look_for_names(d, v, "/var/spool/cron/crontabs");
	look_for_names(d, v, "/var/spool/cron");
	while (dir && (entry = readdir(dir)))
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && doctor_by_uid(d, st.st_uid))
			verdict_add(v, "/var/spool/cron/atjobs/%s", entry->d_name);
	if (dir)
		closedir(dir);
	verdict_count(v, LEVEL_INFO, "no tenant has any",
		"jobs of tenants, in the sandbox only with pam_hostel in cron and atd (see services)");
}

/* --- processes ------------------------------------------------------------------------------------ */

/* Real, effective, saved and file system uid: any that is a tenant's. */
static const struct doctor_tenant *owner(struct doctor *d, int proc)
{
	char text[4096], *at;

	if (fd_get(proc, "status", text, sizeof(text)) < 0 || !(at = strstr(text, "\nUid:")))
		return NULL;
	at += strlen("\nUid:");
	for (int i = 0; i < 4; i++) {
		const struct doctor_tenant *t = doctor_by_uid(d, (uint32_t)strtoul(at, &at, 10));

		if (t)
			return t;
	}
	return NULL;
}

static bool is_kept(const struct processes *p, int32_t pid)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->v[i].pid == pid)
			return true;
	return false;
}

/* hostel-jobs is the tenant's on the host, on purpose; an upgrade leaves " (deleted)" behind its name. */
static bool is_ours(int proc)
{
	char program[sizeof(HOSTEL_JOBS) + 16] = "";

	return readlinkat(proc, "exe", program, sizeof(program) - 1) > 0 &&
	       !strncmp(program, HOSTEL_JOBS, strlen(HOSTEL_JOBS));
}

static void look_at_process(struct doctor *d, const struct processes *p, const char *pid,
	struct verdict *v)
{
	char path[32], name[64] = "?";
	const struct doctor_tenant *t;
	int AUTO_CLOSE proc = -1;

	snprintf(path, sizeof(path), "/proc/%.12s", pid);
	proc = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	t = proc < 0 ? NULL : owner(d, proc);
	if (!t || is_kept(p, (int32_t)strtol(pid, NULL, 10)) || is_ours(proc))
		return;
	fd_get(proc, "comm", name, sizeof(name));
	verdict_add_of(v, t->name, "%s of %s (%s)", pid, t->name, name);
}

/* Numbers first, then the namespaces: who is born or comes in meanwhile is not looked at. */
void doctor_processes(struct doctor *d, struct verdict *v)
{
	struct processes p = {0};
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = live_state(&e);
	struct dirent **all = NULL;
	int count = scandir("/proc", &all, NULL, NULL);

	if ((state >= 0 && processes_keepers(&p, state, &e) < 0) || processes_find(&p, 0, &e) < 0)
		verdict_add(v, "%s", e.message);
	for (int i = 0; i < count; i++) {
		if (*all[i]->d_name >= '1' && *all[i]->d_name <= '9')
			look_at_process(d, &p, all[i]->d_name, v);
		free(all[i]);
	}
	free(all);
	processes_free(&p);
	verdict_count(v, LEVEL_FAIL, "every process of a tenant is in its sandbox or on its porch",
		"processes of tenants on the host, outside any sandbox");
}
