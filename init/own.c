/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * File systems that are nobody else's: the tenant's terminals, memory file systems, queues. They
 * are new and empty, and end with the sandbox.
 */
#include "own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "mount.h"
#include "talk/layout.h"
#include "talk/paths.h"

#define SPOOL "/var/spool/cron"

int own_attach(const struct build *b, int tree, const char *stage, struct err *e)
{
	int AUTO_CLOSE at = -1;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", b->launch->base_dir, stage);
	at = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return at < 0 ? err_set(e, errno, "%s", path) : mount_attach(tree, at, path, e);
}

int own_pty(struct build *b, struct err *e)
{
	/*
	 * gid 5 is tty: sshd's chown of the pty is fatal otherwise. kernel.pty.max, 4096, is one count
	 * for the host, so every tenant's share of it is bounded.
	 */
	static const struct mount_option options[] = {{"newinstance", NULL}, {"gid", "5"},
		{"mode", "620"}, {"ptmxmode", "666"}, {"max", "64"}, {NULL, NULL}};
	int AUTO_CLOSE tree = mount_new("devpts", options, MOUNT_NOEXEC | MOUNT_DEVICES, e);

	if (tree < 0 || own_attach(b, tree, OWN_STAGE, e) < 0)
		return -1;
	return part_in_both(b, tree, "/dev/pts", MOUNT_NOEXEC | MOUNT_DEVICES, e);
}

static int scratch_directory(const struct launch *l, int tree, const char *name, unsigned mode)
{
	if (mkdirat(tree, name, 0700) < 0 || fchmodat(tree, name, mode, 0) < 0)
		return -1;
	return mode & 01000 ? 0 : fchownat(tree, name, l->uid, l->gid, 0);
}

static int scratch_file(const struct launch *l, int tree, const char *name, mode_t mode, const char *text)
{
	int AUTO_CLOSE fd = openat(tree, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	return fd < 0 || fd_write_all(fd, text, strlen(text)) < 0 ? -1 : fchown(fd, l->uid, l->gid);
}

/*
 * Bytes, and as many inodes as there could be small files, for options of tmpfs(5). An empty file or
 * directory takes 1 KiB of the kernel's memory, and sftp on the porch is not in the tenant's cgroup.
 */
static void print_size(uint64_t bytes, char size[32], char inodes[32])
{
	uint64_t count = bytes / 4096;

	snprintf(size, 32, "%llu", (unsigned long long)bytes);
	snprintf(inodes, 32, "%llu", (unsigned long long)(count < 1024 ? 1024
		: count > 1048576 ? 1048576 : count));
}

/* One tmpfs for everything that is forgotten at the end: tmp_size bounds it all. */
int own_scratch(struct build *b, struct err *e)
{
	static const struct {
		const char *name, *path;
		unsigned mode;
		bool porch;
	} table[] = {
		{"tmp", "/tmp", 01777, true},
		{"vartmp", "/var/tmp", 01777, true},
		{"shm", "/dev/shm", 01777, false},
		{"user", "/run/user", 0700, true}, /* sockets in it are forwarded: gpg-agent, editors */
		{"screen", "/run/screen", 01777, false}, /* screen(1) cannot make it */
		{"lock", "/run/lock", 01777, false}, /* systemd-tmpfiles' on a host that was booted */
	};
	char size[32], inodes[32];
	struct mount_option options[] = {{"size", size}, {"nr_inodes", inodes}, {"mode", "0755"},
		{NULL, NULL}};
	int AUTO_CLOSE tree = -1;

	print_size(b->policy->tmp_size, size, inodes);
	tree = mount_new("tmpfs", options, 0, e);
	if (tree < 0 || own_attach(b, tree, OWN_STAGE, e) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *at = table[i].path;
		int part;

		if (b->var_tmp && !strcmp(at, "/var/tmp"))
			continue;
		if (scratch_directory(b->launch, tree, table[i].name, table[i].mode) < 0)
			return err_set(e, errno, "%s", at);
		if (table[i].mode == 0700)
			at = part_text(&b->sandbox, e, "%s/%u", at, b->launch->uid);
		part = mount_clone_path(tree, table[i].name, 0, e);
		if (part_add(&b->sandbox, part, at, false, e) < 0)
			return -1;
		if (!table[i].porch)
			continue;
		part = mount_clone_path(tree, table[i].name, MOUNT_NOEXEC, e);
		if (part_add(&b->porch, part, at, false, e) < 0)
			return -1;
	}
	b->scratch = fd_take(&tree);
	return 0;
}

/*
 * What at(1) expects: an at.deny, or it serves nobody; a file for its last number, which it does not make; an
 * empty atd.pid, as without one it complains, and a number in it it signals, whatever that stands for.
 */
static int own_at(struct build *b, struct err *e)
{
	int AUTO_CLOSE pid = openat(b->sandbox_root, "run/atd.pid", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		0444);

	if (pid < 0)
		return err_set(e, errno, "/run/atd.pid");
	if (scratch_file(b->launch, b->scratch, "jobs/atjobs/.deny", 0400, "") < 0 ||
	    scratch_file(b->launch, b->scratch, "jobs/atjobs/.SEQ", 0600, "0\n") < 0)
		return err_set(e, errno, SPOOL);
	return 0;
}

/*
 * A spool of the tenant's own, in the same tmpfs: there crontab(1) and at(1) work without their set-id bits.
 * What is changed hostel-jobs gives to the host's, by way of the porch; in the host's nobody writes here.
 */
int own_jobs(struct build *b, struct err *e)
{
	const struct {
		const char *name;
		bool wanted;
	} table[] = {{"jobs/crontabs", b->policy->crontab}, {"jobs/atjobs", b->policy->at},
		{"jobs/atspool", b->policy->at}};

	if (!b->policy->crontab && !b->policy->at)
		return 0;
	if (mkdirat(b->scratch, "jobs", 0755) < 0 || fchmodat(b->scratch, "jobs", 0755, 0) < 0)
		return err_set(e, errno, SPOOL);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].wanted && scratch_directory(b->launch, b->scratch, table[i].name, 0700) < 0)
			return err_set(e, errno, SPOOL);
	if (b->policy->at && own_at(b, e) < 0)
		return -1;
	if (part_add(&b->sandbox, mount_clone_path(b->scratch, "jobs", MOUNT_NOEXEC, e), SPOOL, false, e) < 0)
		return -1;
	return part_add(&b->porch, mount_clone_path(b->scratch, "jobs", MOUNT_NOEXEC, e), HOSTEL_INSIDE_JOBS,
		false, e);
}

static bool has_sessions(const struct launch *l, mode_t *mode)
{
	struct stat st;

	for (size_t i = 0; i < l->shown_count; i++)
		if (!strcmp(l->shown[i], LAYOUT_SESSIONS_OF) && lstat(LAYOUT_SESSIONS, &st) == 0) {
			*mode = st.st_mode & 01777;
			return S_ISDIR(st.st_mode) && st.st_mode & S_ISVTX && st.st_mode & S_IWOTH;
		}
	return false;
}

/* The host's directory for sessions of PHP is everybody's, and would be read-only. In the same tmpfs. */
int own_sessions(struct build *b, struct err *e)
{
	mode_t mode;

	if (!has_sessions(b->launch, &mode))
		return 0;
	if (scratch_directory(b->launch, b->scratch, "sessions", mode) < 0)
		return err_set(e, errno, LAYOUT_SESSIONS);
	return part_add(&b->sandbox, mount_clone_path(b->scratch, "sessions", MOUNT_NOEXEC, e),
		LAYOUT_SESSIONS, false, e);
}

/* On top of /proc, in the same tmpfs but in no directory of it that is shown. lxcfs's own files stay. */
int own_coarse(struct build *b, struct err *e)
{
	int AUTO_CLOSE scratch = b->scratch;
	char path[512];

	snprintf(path, sizeof(path), "%s/stage", b->launch->base_dir);
	for (size_t i = 0; i < COARSE_FILES; i++) {
		const char *target = part_text(&b->sandbox, e, "/proc/%s", coarse_names[i]);
		int made = part_exists(b, target + 1) ? 0
			: coarse_make(&b->coarse, i, b->proc, scratch, path, e);

		if (made < 0 || (made && part_add(&b->sandbox, mount_clone_path(scratch, coarse_names[i],
						MOUNT_RO | MOUNT_NOEXEC, e), target, true, e) < 0))
			return -1;
	}
	return 0;
}

int own_tmpfs(struct build *b, const char *path, uint64_t bytes, struct err *e)
{
	char size[32], inodes[32], uid[16], gid[16];
	struct mount_option options[] = {{"size", size}, {"nr_inodes", inodes}, {"mode", "0700"},
		{"uid", uid}, {"gid", gid}, {NULL, NULL}};

	print_size(bytes, size, inodes);
	snprintf(uid, sizeof(uid), "%u", b->launch->uid);
	snprintf(gid, sizeof(gid), "%u", b->launch->gid);
	return part_add(&b->sandbox, mount_new("tmpfs", options, 0, e), path, false, e);
}

/*
 * POSIX message queues: files of a file system of the IPC namespace's, which Landlock asks about also
 * where it is not mounted (mq_overview(7)). A kernel without them has no such file system.
 */
int own_queues(struct build *b, struct err *e)
{
	int tree = mount_new("mqueue", NULL, MOUNT_NOEXEC, e);

	if (tree < 0 && e->code == ENODEV) {
		*e = ERR_NONE;
		return 0;
	}
	return part_add(&b->sandbox, tree, "/dev/mqueue", false, e);
}
