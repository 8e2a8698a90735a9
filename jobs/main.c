/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel-jobs: what a tenant changes in the spool of their own room, the host's crontab(1) and at(1) are
 * given, and what is changed on the host is shown in the room.
 *
 *   hostel-jobs NAME UID GID GROUP,GROUP,... WORD,WORD,... SECONDS STAMP [CGROUP-FILE...]
 *
 *   words: crontab, at: which of them; empty: the room's spool was, before anybody came; same: what the host
 *   has and permits is so, too, since the last hostel-jobs of the room left; unheard: nobody waits
 *   descriptor 3: the porch's mount namespace, 4: the FIFO t/UID/N/jobs, locked, 5: a pidfd of hostel-init,
 *   6: t/UID/N/jobs.left
 *
 * Started by the PAM module, root's until it has what the tenant may not open, then with all the tenant's
 * ids. One for each room, as long as somebody is in: each session holds the FIFO open for writing, and
 * without one it goes when nobody else is in the first cgroup, or after so many seconds (0: never). It runs
 * on the host, as crontab(1) needs its set-group-id bit and the host's spool; no code of the tenant's does.
 * Descriptor 1 is closed when the room's spool is filled: the login waits for that, unless it knows that
 * there is nothing to fill it with. Exit status 0; 1 with a line on descriptor 1, or in the log; 2 wrong use.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/inherited.h"
#include "base/lasting.h"
#include "base/relro.h"
#include "at.h"
#include "room.h"
#include "serve.h"
#include "talk/paths.h"

#define FD_PORCH 3
#define FD_LAST FD_LEFT
#define CHANGES (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)

struct ids {
	uid_t uid;
	gid_t gid;
	gid_t groups[NGROUPS_MAX];
	size_t count;
};

static int number(const char *text, uint32_t *n, char end)
{
	char *rest;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &rest, 10);
	if (errno || rest == text || *rest != end || value >= UINT32_MAX)
		return -1;
	*n = (uint32_t)value;
	return 0;
}

static int read_ids(char *const argv[], struct ids *ids)
{
	char *save = NULL;

	if (number(argv[2], &ids->uid, '\0') < 0 || number(argv[3], &ids->gid, '\0') < 0 || !ids->uid)
		return -1;
	for (char *g = strtok_r(argv[4], ",", &save); g; g = strtok_r(NULL, ",", &save))
		if (ids->count == NGROUPS_MAX || number(g, &ids->groups[ids->count++], '\0') < 0)
			return -1;
	return 0;
}

/* What is used up for a tenant is the tenant's: processors and memory, not the number of processes. */
static void enter_cgroups(char *const files[])
{
	for (; *files; files++)
		(void)fd_put(AT_FDCWD, *files, "0");
}

/*
 * The tenant's directory, by way of the porch, which was made before any code of theirs ran. PID 1 made it:
 * that it is a file system in memory, which always answers, and whose it is, is looked at.
 */
static int open_own(const char *path, uid_t owner)
{
	struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
	int AUTO_CLOSE fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
	struct statfs fs;
	struct stat st;

	if (fd < 0 || fstatfs(fd, &fs) < 0 || fs.f_type != TMPFS_MAGIC || fstat(fd, &st) < 0 ||
	    st.st_uid != owner)
		return -1;
	return fd_take(&fd);
}

static int open_directories(struct room *r, uid_t owner, struct err *e)
{
	int AUTO_CLOSE host = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);

	if (host < 0)
		return err_set(e, errno, "/proc/self/ns/mnt");
	if (setns(FD_PORCH, CLONE_NEWNS) < 0)
		return err_set(e, errno, "the porch");
	if (r->crontab)
		r->crontabs = open_own(HOSTEL_INSIDE_JOBS "/crontabs", owner);
	if (r->at)
		r->atjobs = open_own(HOSTEL_INSIDE_JOBS "/atjobs", owner);
	if (setns(host, CLONE_NEWNS) < 0)
		return err_set(e, errno, "back to the host");
	if ((r->crontab && r->crontabs < 0) || (r->at && r->atjobs < 0))
		return err_rule(e, EPERM, "the sandbox has no spool of the tenant's");
	return chdir("/");
}

/* The watch of the own one. A host without the spool is one without the program: *wanted is false then. */
static int watch_both(const struct room *r, bool *wanted, const char *host, int own, struct err *e)
{
	char path[40];

	if (!*wanted)
		return 0;
	if (inotify_add_watch(r->changes, host, CHANGES | IN_ONLYDIR) < 0) {
		*wanted = false;
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", host);
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", own);
	own = inotify_add_watch(r->changes, path, CHANGES | IN_ONLYDIR);
	return own < 0 ? err_set(e, errno, "watch the tenant's spool") : own;
}

/* Its count is the tenant's, not root's: inotify(7), max_user_instances. The host's spools root may watch. */
static int watch(struct room *r, uid_t uid, struct err *e)
{
	if (seteuid(uid) < 0)
		return err_set(e, errno, "seteuid");
	r->changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (seteuid(0) < 0 || r->changes < 0)
		return err_set(e, errno, "inotify");
	if (watch_both(r, &r->crontab, HOST_CRONTABS, r->crontabs, e) < 0)
		return -1;
	r->own_atjobs = watch_both(r, &r->at, HOST_ATJOBS, r->atjobs, e);
	return r->own_atjobs < 0 ? -1 : 0;
}

/* For good, with everything that could lead back. The kernel clears dumpable, as long as nothing sets it. */
static int become_tenant(const struct ids *ids, struct err *e)
{
	uid_t r, eff, s;

	if (setgroups(ids->count, ids->groups) < 0 || setresgid(ids->gid, ids->gid, ids->gid) < 0 ||
	    setresuid(ids->uid, ids->uid, ids->uid) < 0)
		return err_set(e, errno, "the tenant's ids");
	if (getresuid(&r, &eff, &s) < 0 || r != ids->uid || eff != r || s != r || setuid(0) == 0)
		return err_rule(e, EPERM, "root's ids are not gone");
	if (prctl(PR_SET_DUMPABLE, 0) < 0)
		return err_set(e, errno, "PR_SET_DUMPABLE");
	return 0;
}

/* In a directory of the account daemon's, which at(1) and atd(8) run as. 0: not known. */
static unsigned long last_number(void)
{
	int AUTO_CLOSE fd = open(HOST_ATJOBS "/.SEQ", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char text[16] = "";

	return fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 ? strtoul(text, NULL, 16) : 0;
}

/* Has somebody of this uid a job there? */
static bool has_jobs(uid_t uid)
{
	DIR *dir = opendir(HOST_ATJOBS);
	struct dirent *entry;
	struct stat st;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = at_is_name(entry->d_name) &&
			fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_uid == uid;
	if (dir)
		closedir(dir);
	return found;
}

/* By names only: what stands in them crontab(1) and at(1) read. */
static void look_at_host(struct room *r, uid_t uid)
{
	char path[300];

	snprintf(path, sizeof(path), HOST_CRONTABS "/%.200s", r->name);
	r->has_crontab = access(path, F_OK) == 0;
	r->may_be_refused = access("/etc/cron.allow", F_OK) == 0 || access("/etc/cron.deny", F_OK) == 0;
	r->has_jobs = r->at && has_jobs(uid);
}

static int set_up(char *argv[], struct room *r, struct ids *ids, struct err *e)
{
	unsigned long last;

	if (relro_apply() < 0)
		return err_set(e, errno, "mprotect");
	for (int fd = FD_PORCH; fd <= FD_LAST; fd++)
		if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
			return err_set(e, errno, "descriptor %d", fd);
	enter_cgroups(argv + 8);
	if (lasting_begin() < 0)
		return err_set(e, errno, "the login program's context");
	if (open_directories(r, ids->uid, e) < 0 || watch(r, ids->uid, e) < 0)
		return -1;
	close(FD_PORCH);
	last = r->at ? last_number() : 0;
	look_at_host(r, ids->uid);
	if (become_tenant(ids, e) < 0)
		return -1;
	/* Without one at(1) begins with 1; and somebody may be at it by now, if nobody waits for us. */
	if (last && !r->same && at_number(r, last) < 0)
		return err_set(e, errno, "the tenant's spool of jobs");
	return 0;
}

static void read_words(const char *words, struct room *r)
{
	r->crontab = strstr(words, "crontab");
	r->at = strstr(words, "at");
	r->empty = strstr(words, "empty");
	r->same = strstr(words, "same");
	r->unheard = strstr(words, "unheard");
}

static int fail(const struct room *r, const struct err *e)
{
	if (r->unheard)
		room_say(r, "crontab and at will not work inside: %s", e->message);
	else
		puts(e->message);
	return 1;
}

int main(int argc, char *argv[])
{
	static struct ids ids;
	struct room r = {.crontabs = -1, .atjobs = -1, .own_atjobs = -1, .changes = -1};
	struct err e = ERR_NONE;
	uint32_t stay;
	pid_t pid;

	if (inherited_reset() < 0 || argc < 8 || number(argv[6], &stay, '\0') < 0 ||
	    read_ids(argv, &ids) < 0 || getuid() != 0) {
		fputs("hostel-jobs is started by pam_hostel.so, not by hand\n", stderr);
		return 2;
	}
	r.name = argv[1];
	read_words(argv[5], &r);
	r.stay = stay;
	r.stamp = argv[7];
	r.cgroup = argv[8];
	if (set_up(argv, &r, &ids, &e) < 0)
		return fail(&r, &e);
	if (!r.crontab && !r.at)
		return 0; /* neither is on this host */
	pid = r.unheard ? 0 : fork();
	if (pid < 0) {
		err_set(&e, errno, "fork");
		return fail(&r, &e);
	}
	if (pid == 0) {
		setsid();
		serve(&r);
	}
	_exit(0); /* whoever waits reads until the other has closed descriptor 1 */
}
