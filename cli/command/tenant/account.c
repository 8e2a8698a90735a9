/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accounts, made and changed by the distribution's own tools.
 */
#include "account.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <mntent.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/make.h"
#include "cli/output.h"
#include "events/history.h"
#include "events/tally.h"
#include "host/charge.h"
#include "image/take.h"
#include "talk/paths.h"

#define SHELL HOSTEL_BINDIR "/hostel-shell"
#define CRONTABS "/var/spool/cron/crontabs"
#define NAP_NANOSECONDS 20000000L
#define NAPS 100 /* two seconds */
#define HISTORY_SECONDS 5
#define BUSY 8 /* userdel(8), usermod(8): the user is logged in, or has processes */

char *wanted_home(const char *name)
{
	FILE *f = fopen("/etc/default/useradd", "re");
	char *AUTO_FREE line = NULL, base[256] = "/home";
	size_t size = 0;

	while (f && getline(&line, &size, f) >= 0)
		if (!strncmp(line, "HOME=/", 6))
			snprintf(base, sizeof(base), "%.*s", (int)strcspn(line + 5, " \t\r\n"), line + 5);
	if (f)
		fclose(f);
	return text_of("%s/%s", base, name);
}

int wanted_check_uid(const char *uid)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(uid, &end, 10);
	if (*uid >= '0' && *uid <= '9' && !*end && !errno && n <= UINT32_MAX &&
		!account_is_system((uint32_t)n))
		return 0;
	say("tenant add: --uid %s: not a uid that a tenant can have: %d or more", uid, ACCOUNT_UID_MIN);
	return EXIT_USAGE;
}

static int status_of(int tool)
{
	if (tool < 0)
		return EXIT_HOST;
	return tool == BUSY ? EXIT_BUSY : tool ? EXIT_FAILED : 0;
}

int account_make(struct deed *d, const struct wanted *w)
{
	const char *argv[20] = {"useradd", "-m", "-s", SHELL, "-d", w->home};
	size_t n = 6;
	int status;

	if (w->group) {
		argv[n++] = "-G";
		argv[n++] = w->group;
	}
	if (w->uid) {
		argv[n++] = "-u";
		argv[n++] = w->uid;
	}
	if (w->comment) {
		argv[n++] = "-c";
		argv[n++] = w->comment;
	}
	argv[n] = d->name;
	status = deed_tool(d, argv);
	/* useradd(8), EXIT VALUES: 4 the uid, 9 the name is there already; 1 the files are locked */
	return status == 4 || status == 9 ? EXIT_GUARD
	       : status == 1		  ? EXIT_BUSY
					  : status_of(status == BUSY ? 1 : status);
}

int account_take(struct deed *d, bool home)
{
	const char *const argv[] = {"userdel", home ? "-r" : d->name, home ? d->name : NULL, NULL};
	int status = deed_tool(d, argv);

	/* 12: the home directory could not be removed, or was not there; who calls looks at it. */
	return home && status == 12 ? 0 : status_of(status);
}

int account_change(struct deed *d, const char *option, const char *value)
{
	const char *const argv[] = {"usermod", option, value, d->name, NULL};

	return status_of(deed_tool(d, argv));
}

int account_join(struct deed *d, const char *group)
{
	const char *const argv[] = {"usermod", "-a", "-G", group, d->name, NULL};

	return status_of(deed_tool(d, argv));
}

int account_leave(struct deed *d, const char *group)
{
	const char *const argv[] = {"gpasswd", "-d", d->name, group, NULL};

	return status_of(deed_tool(d, argv));
}

int account_forget_jobs(struct deed *d)
{
	char *AUTO_FREE path = text_of(CRONTABS "/%s", d->name);
	struct stat st;

	if (lstat(path, &st) < 0 || !deed_step(d, "remove %s", path) || unlink(path) == 0)
		return 0;
	say("%s: %s", path, strerror(errno));
	return EXIT_SYSTEM;
}

/* How many regular files of the uid are in the directory, or -1. `take`: they are removed. */
static int owned_files(const char *path, uint32_t uid, bool take)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), n = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	struct stat st;

	if (!dir) {
		fd_close(&fd);
		return errno == ENOENT ? 0 : -1;
	}
	while (n >= 0 && (entry = readdir(dir))) {
		if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode) ||
			st.st_uid != uid)
			continue;
		n = take && unlinkat(fd, entry->d_name, 0) < 0 && errno != ENOENT ? -1 : n + 1;
	}
	closedir(dir);
	return n;
}

int account_forget_at(struct deed *d, uint32_t uid)
{
	static const char *const spools[] = {"/var/spool/cron/atjobs", "/var/spool/at"};
	const struct passwd *owner = getpwuid(uid);

	if (owner && strcmp(owner->pw_name, d->name))
		return 0; /* the uid is another account's, too */
	for (size_t i = 0; i < sizeof(spools) / sizeof(spools[0]); i++) {
		int n = owned_files(spools[i], uid, false);

		if (n > 0 && deed_step(d, "remove %d job%s in %s", n, n == 1 ? "" : "s", spools[i]))
			n = owned_files(spools[i], uid, true);
		if (n >= 0)
			continue;
		say("%s: %s", spools[i], strerror(errno));
		return EXIT_SYSTEM;
	}
	return 0;
}

int account_forget_changes(struct deed *d, uint32_t uid)
{
	char *AUTO_FREE path = text_of(HOSTEL_UPPERS "/%u", uid);
	struct err e = ERR_NONE;

	if (access(path, F_OK) < 0 || !deed_step(d, "remove %s, what was changed of an image", path) ||
	    image_remove_upper(uid, &e) == 0)
		return 0;
	say("%s", e.message);
	return EXIT_SYSTEM;
}

/* Its counters begin at 0 for a name that is given away again. While somebody is in it: hostel gc does it. */
static void remove_cgroup(int tenant, const char *name)
{
	const struct timespec nap = {.tv_nsec = NAP_NANOSECONDS};
	struct cgroups cgroups;
	struct err e = ERR_NONE;
	struct record r;
	char login[CGROUP_NAME_SIZE];

	if (record_read(tenant, &r, &e) <= 0 || strcmp(r.name, name) != 0 || !*r.cgroup ||
		cgroup_find(&cgroups, &e) < 0)
		return;
	charge_name(login, name);
	/* hostel-init may be about to end. */
	for (int i = 0; i < NAPS && cgroup_remove(&cgroups, r.cgroup, name, &e) < 0 && e.code == EBUSY; i++) {
		e = ERR_NONE;
		nanosleep(&nap, NULL);
	}
	e = ERR_NONE;
	cgroup_remove(&cgroups, r.cgroup, login, &e);
}

int account_forget_events(const struct deed *d, uint32_t uid, const char *name)
{
	char *AUTO_FREE path = text_of(HOSTEL_STATEDIR "/t/%u", uid);
	int AUTO_CLOSE tenant = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct err e = ERR_NONE;

	if (tenant < 0 || d->cli->dry_run)
		return 0;
	if (!name)
		remove_cgroup(tenant, d->name);
	if (tally_forget(tenant, name, &e) == 0)
		return 0;
	say("%s: %s", path, e.message);
	return EXIT_SYSTEM;
}

int account_rename_changes(const struct deed *d, uint32_t uid, const char *to)
{
	struct err e = ERR_NONE;

	if (d->cli->dry_run || image_rename_upper(to, uid, &e) == 0)
		return 0;
	say("%s", e.message);
	return EXIT_SYSTEM;
}

int account_rename_history(const struct deed *d, uint32_t uid, const char *to)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE dir = d->cli->dry_run ? -1 : history_open(&e);
	int AUTO_CLOSE lock = dir < 0 ? -1 : history_lock(dir, true, HISTORY_SECONDS, &e);

	if (lock >= 0)
		history_rename(dir, d->name, uid, to, &e);
	if (!e.code)
		return 0;
	/* What is damaged keeps nobody from the new name. */
	say("%s", e.message);
	return e.code == ETIMEDOUT ? EXIT_BUSY : 0;
}

int account_rename_jobs(struct deed *d, const char *to)
{
	char *AUTO_FREE from = text_of(CRONTABS "/%s", d->name),
			*AUTO_FREE path = text_of(CRONTABS "/%s", to);
	struct stat st;

	if (lstat(from, &st) < 0 || !deed_step(d, "rename %s to %s", from, path) || rename(from, path) == 0)
		return 0;
	say("%s: %s", from, strerror(errno));
	return EXIT_SYSTEM;
}

int account_forget_groups(struct deed *d, const char *group)
{
	const char *const own[] = {"groupdel", d->name, NULL};
	struct err ignored = ERR_NONE;
	struct account a;
	const int there = account_find(d->name, &a, &ignored);
	struct group *g = there ? NULL : getgrnam(d->name);
	int status = 0;

	account_free(&a);
	if (there)
		return 0;
	if (g && !*g->gr_mem)
		status = status_of(deed_tool(d, own));
	g = group ? getgrnam(group) : NULL;
	for (size_t i = 0; g && !status && g->gr_mem[i]; i++)
		if (!strcmp(g->gr_mem[i], d->name))
			return account_leave(d, group);
	return status;
}

/* userdel(8) -r goes into what is mounted below, and empties it. malloc'ed, or NULL. */
static char *mounted_below(const char *home)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	const size_t n = strlen(home);
	const struct mntent *m;
	char *found = NULL;

	while (mounts && !found && (m = getmntent(mounts)))
		if (!strncmp(m->mnt_dir, home, n) && m->mnt_dir[n] == '/')
			found = text_of("%s", m->mnt_dir);
	if (mounts)
		endmntent(mounts);
	return found;
}

int account_check_home(const struct deed *d, const struct account *a)
{
	char *AUTO_FREE mount = mounted_below(a->home);
	struct stat st;

	if (mount) {
		say("%s is mounted, and would be emptied with %s: umount it first", mount, a->home);
		return EXIT_GUARD;
	}
	if (lstat(a->home, &st) < 0 || (S_ISDIR(st.st_mode) && st.st_uid == a->uid))
		return 0;
	say("%s is not a directory of %s's own: remove it by hand, then leave --take-home out", a->home,
		d->name);
	return EXIT_GUARD;
}

/*
 * Root's own is never taken, whatever an account said: only an empty one, which useradd(8) had made and not
 * given away yet. What a tenant left behind has an owner without an account.
 */
int account_take_home(struct deed *d, const char *home)
{
	const char *const argv[] = {"rm", "-rf", "--one-file-system", "--", home, NULL};
	struct passwd *owner;
	struct stat st;

	if (lstat(home, &st) < 0 || (S_ISDIR(st.st_mode) && !st.st_uid && rmdir(home) == 0))
		return 0;
	owner = getpwuid(st.st_uid);
	if (!S_ISDIR(st.st_mode) || !st.st_uid || (owner && strcmp(owner->pw_name, d->name))) {
		say("%s belongs to %s: it is left alone", home, owner ? owner->pw_name : "nobody");
		return 0;
	}
	return status_of(deed_tool(d, argv));
}
