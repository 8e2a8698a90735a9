/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collect everything of which sandbox and porch consist as detached mounts, while the host's mounts
 * are still there. Should: look up the tenant's paths with the tenant's ids only. Mustn't: attach anything
 * but the two file systems of which parts are cloned; write to the host, but for the directory of /var/tmp.
 */
#include "collect.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "as_tenant.h"
#include "base/fd.h"
#include "image.h"
#include "mount.h"
#include "own.h"
#include "policy/reserved.h"
#include "tables.h"
#include "talk/face.h"
#include "talk/layout.h"
#include "talk/paths.h"

#define VAR_TMP ".var-tmp" /* in the home directory */

/* Whose a directory or file of the host is. */
static const char key_system[] = "the host's own directories";
static const char key_home[] = "the home directory";
static const char key_read_only[] = "[filesystem] read_only";
static const char key_read_write[] = "[filesystem] read_write";

/* The sandbox's: where the module has it, with root's files as root's. */
static int clone_host(const struct build *b, int at, size_t place, const char *path, unsigned flags,
	struct err *e)
{
	int AUTO_CLOSE fd = -1;

	if (b->launch->face && (fd = face_open(place)) < 0 && errno != ENOENT)
		return err_set(e, errno, "%s: root's files", path);
	return mount_clone(fd < 0 ? at : fd, path, flags, e);
}

/* The N-th of the directories of packages. */
static int collect_shown(struct build *b, size_t n, struct err *e)
{
	const char *path = b->launch->shown[n];
	int AUTO_CLOSE at = mount_open(AT_FDCWD, path, e), AUTO_CLOSE fd = -1;

	if (at < 0)
		return e->code == ENOENT ? 0 : -1; /* its package is being removed */
	if (b->launch->face && (fd = face_open_shown(n, path)) < 0 && errno != ENOENT)
		return err_set(e, errno, "%s: root's files", path);
	if (!strcmp(path, LAYOUT_SSH_CONFIGS) && (fd < 0 || face_of_usr() < 0))
		return 0;
	if (part_add(&b->sandbox, mount_clone(fd < 0 ? at : fd, path, MOUNT_RO | MOUNT_TREE, e), path, false,
		    e) < 0)
		return -1;
	part_shows(&b->sandbox, key_system, false);
	return 0;
}

/* Of the host's own, in both; executable inside only. */
static int show_host(struct build *b, int at, size_t place, const char *path, unsigned flags, struct err *e)
{
	if (part_add(&b->sandbox, clone_host(b, at, place, path, flags, e), path, false, e) < 0)
		return -1;
	return part_add(&b->porch, mount_clone(at, path, flags | MOUNT_NOEXEC, e), path, false, e);
}

/* The same of a directory or file of the host, with everything mounted below it. */
static int show_in_both(struct build *b, int at, const char *path, unsigned flags, const char *key,
	struct err *e)
{
	const bool writable = key == key_read_write;

	if (part_in_both(b, at, path, flags | MOUNT_TREE, e) < 0)
		return -1;
	part_shows(&b->sandbox, key, writable);
	part_shows(&b->porch, key, writable);
	return 0;
}

/* Of the host: on the porch, and inside where no image is. */
static int show_system(struct build *b, int at, size_t place, const char *path, struct err *e)
{
	const unsigned flags = MOUNT_RO | MOUNT_TREE;

	if (!image_is_used(b)) {
		if (show_host(b, at, place, path, flags, e) < 0)
			return -1;
		part_shows(&b->sandbox, key_system, false);
	} else if (part_add(&b->porch, mount_clone(at, path, flags | MOUNT_NOEXEC, e), path, false, e) < 0) {
		return -1;
	}
	part_shows(&b->porch, key_system, false);
	return 0;
}

static int collect_system(struct build *b, struct err *e)
{
	for (const char *const *name = layout_system; *name; name++) {
		char path[64], target[256];
		int AUTO_CLOSE at = -1;
		struct stat st;
		ssize_t n;

		snprintf(path, sizeof(path), "/%s", *name);
		if (lstat(path, &st) < 0) {
			if (errno == ENOENT)
				continue;
			return err_set(e, errno, "%s", path);
		}
		if (S_ISLNK(st.st_mode) && image_is_used(b))
			continue;
		if (S_ISLNK(st.st_mode)) { /* the porch's links are there already: root made them */
			n = readlink(path, target, sizeof(target) - 1);
			if (n < 0)
				return err_set(e, errno, "%s", path);
			target[n] = '\0';
			if (symlinkat(target, b->sandbox_root, *name) < 0)
				return err_set(e, errno, "symlink %s", path);
			continue;
		}
		at = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (at < 0)
			return err_set(e, errno, "%s", path);
		if (show_system(b, at, (size_t)(name - layout_system),
			    part_text(&b->sandbox, e, "%s", path), e) < 0)
			return -1;
	}
	return 0;
}

static int collect_etc(struct build *b, struct err *e)
{
	const struct launch *l = b->launch;
	int AUTO_CLOSE etc = open(l->etc_dir, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (etc < 0)
		return err_set(e, errno, "%s", l->etc_dir);
	if (image_is_used(b))
		return part_add(&b->porch, mount_clone(etc, "/etc", MOUNT_RO | MOUNT_NOEXEC, e),
			"/etc", false, e);
	if (show_host(b, etc, FACE_ETC, "/etc", MOUNT_RO | MOUNT_NOEXEC, e) < 0)
		return -1;
	for (size_t i = 0; i < l->shown_count; i++)
		if (collect_shown(b, i, e) < 0)
			return -1;
	return 0;
}

/* Of the host's processors: how they are arranged, not what they do. */
static int collect_machine(struct build *b, struct err *e)
{
	const char *path = b->launch->machine_dir;
	int AUTO_CLOSE at = mount_open(AT_FDCWD, path, e);

	if (at < 0)
		return -1;
	return part_add(&b->sandbox, clone_host(b, at, FACE_MACHINE, path, MOUNT_RO | MOUNT_NOEXEC, e),
		"/sys/devices/system", false, e);
}

static int collect_run(struct build *b, struct err *e)
{
	const char *path = part_text(&b->porch, e, "%s/door", b->launch->run_dir);
	unsigned flags = MOUNT_RO | MOUNT_NOEXEC;
	int tree = mount_clone_path(AT_FDCWD, path, flags, e);
	int AUTO_CLOSE ids = -1;

	if (part_add(&b->porch, tree, HOSTEL_INSIDE_DOOR, false, e) < 0)
		return -1;
	path = part_text(&b->porch, e, "%s/ids", b->launch->base_dir);
	ids = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (ids < 0)
		return err_set(e, errno, "%s", path);
	return show_host(b, ids, FACE_IDS, HOSTEL_INSIDE_IDS, flags, e);
}

static bool is_shown(const struct policy *p, const char *path)
{
	for (size_t i = 0; i < p->read_only.count; i++)
		if (policy_inside(path, p->read_only.items[i].target))
			return true;
	return false;
}

/* The porch's executables: one directory with hostel-shell, and links to it under all names. */
static int collect_shell(struct build *b, struct err *e)
{
	char porch[PATH_MAX]; /* root's links may lead to /usr/local */
	int tree = -1;

	if (!realpath(HOSTEL_PORCHDIR, porch))
		return err_set(e, errno, HOSTEL_PORCHDIR);
	tree = mount_clone_path(AT_FDCWD, porch, MOUNT_RO, e);
	if (part_add(&b->porch, tree, HOSTEL_INSIDE_BIN, false, e) < 0)
		return -1;
	for (const char *const *path = layout_programs; *path; path++) {
		char name[LAYOUT_PROGRAMS_NAME];
		char real[PATH_MAX];
		const char *links;
		struct stat st;
		bool found;

		/* Left out, the host's own would stand there: noexec, but not hostel-shell. */
		found = lstat(*path, &st) == 0;
		if (!found && errno != ENOENT)
			return err_set(e, errno, "%s", *path);
		if (!found || !S_ISDIR(st.st_mode))
			continue;
		links = part_text(&b->porch, e, "%s/%s", b->launch->programs_dir,
			layout_programs_name(*path, name));
		tree = mount_clone_path(AT_FDCWD, links, MOUNT_RO | MOUNT_NOEXEC, e);
		/* Behind a link of root's, /usr/local -> /data/local: where it leads, if that is shown. */
		if (!realpath(*path, real))
			return err_set(e, errno, "%s", *path);
		if (strcmp(real, *path) && !is_shown(b->policy, real)) {
			fd_close(&tree);
			continue;
		}
		if (part_add(&b->porch, tree, part_text(&b->porch, e, "%s", real), false, e) < 0)
			return -1;
	}
	return 0;
}

static int collect_devices(struct build *b, struct err *e)
{
	unsigned flags = MOUNT_RO | MOUNT_NOEXEC | MOUNT_DEVICES;

	for (const char *const *name = layout_devices; *name; name++) {
		const char *path = part_text(&b->sandbox, e, "/dev/%s", *name);
		struct parts *where[] = {&b->sandbox, &b->porch};

		for (int i = 0; i < 2; i++) {
			int tree = mount_clone_path(AT_FDCWD, path, flags, e);

			if (part_add(where[i], tree, path, true, e) < 0)
				return -1;
		}
	}
	if (*b->launch->log_socket) {
		int tree = mount_clone_path(AT_FDCWD, b->launch->log_socket, MOUNT_NOEXEC, e);

		if (part_add(&b->porch, tree, "/dev/log", true, e) < 0)
			return -1;
	}
	return 0;
}

/* Of a room with a root of its own root has opened it: no id but the tenant's is valid there. */
static int open_home(const struct launch *l, struct err *e)
{
	int fd;

	if (!l->subids)
		return as_tenant_open(l, l->home_source, O_DIRECTORY, e);
	fd = openat(LAUNCH_FD_HOME, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? err_set(e, errno, "the home directory") : fd;
}

/*
 * /var/tmp outlasts the room, as hier(7) says, and counts for the tenant's quota: a directory in the home.
 * With the tenant's ids, and nothing but a directory of the tenant's own there. -1 with errno.
 */
static int open_var_tmp(int home, uint32_t uid)
{
	const struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV};
	int AUTO_CLOSE fd = -1;
	struct stat st;

	if (mkdirat(home, VAR_TMP, 0700) < 0 && errno != EEXIST)
		return -1;
	fd = (int)syscall(SYS_openat2, home, VAR_TMP, &how, sizeof(how));
	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	errno = EACCES;
	return st.st_uid == uid && (st.st_mode & 0700) == 0700 ? fd_take(&fd) : -1;
}

/* What the tenant has put in its place, or a full quota, refuses no login: then it is in memory. */
static int collect_var_tmp(struct build *b, struct err *e)
{
	const struct launch *l = b->launch;
	int AUTO_CLOSE home = -1, AUTO_CLOSE at = -1;
	int error;

	if (b->policy->var_tmp != VAR_TMP_HOME || b->policy->home != HOME_READ_WRITE)
		return 0;
	home = open_home(l, e);
	if (home < 0)
		return -1;
	at = as_tenant(l) == 0 ? open_var_tmp(home, l->uid) : -1;
	error = errno;
	if (as_root() < 0)
		return err_set(e, errno, VAR_TMP ": back to root's ids");
	if (at < 0) {
		snprintf(b->note, sizeof(b->note), "/var/tmp is in memory: " VAR_TMP " in the home: %s",
			strerror(error));
		return 0;
	}
	b->var_tmp = true;
	if (part_in_both(b, at, "/var/tmp", 0, e) < 0)
		return -1;
	part_shows(&b->sandbox, key_home, false);
	part_shows(&b->porch, key_home, false);
	return 0;
}

static int collect_home(struct build *b, struct err *e)
{
	const struct launch *l = b->launch;
	unsigned flags = b->policy->home == HOME_READ_ONLY ? MOUNT_RO : 0;
	int AUTO_CLOSE home = open_home(l, e);

	if (home < 0)
		return -1;
	if (b->policy->home != HOME_TMPFS)
		return show_in_both(b, home, l->home, flags, key_home, e);
	if (own_tmpfs(b, l->home, b->policy->tmp_size, e) < 0)
		return -1;
	/* sshd reads ~/.ssh there; it need not write. */
	if (part_add(&b->porch, mount_clone(home, l->home, MOUNT_TREE | MOUNT_RO | MOUNT_NOEXEC, e), l->home,
		    false, e) < 0)
		return -1;
	part_shows(&b->porch, key_home, false);
	return 0;
}

static int collect_binds(struct build *b, const struct bind_list *list, unsigned flags, const char *key,
	struct err *e)
{
	for (size_t i = 0; i < list->count; i++) {
		int AUTO_CLOSE at = as_tenant_open_source(b->launch, list->items[i].source, e);

		if (at < 0 || show_in_both(b, at, list->items[i].target, flags, key, e) < 0)
			return -1;
	}
	return 0;
}

static int collect_policy(struct build *b, struct err *e)
{
	const struct policy *p = b->policy;
	const struct launch *l = b->launch;

	if (collect_binds(b, &p->read_only, MOUNT_RO, key_read_only, e) < 0 ||
	    collect_binds(b, &p->read_write, 0, key_read_write, e) < 0)
		return -1;
	for (size_t i = 0; i < p->tmpfs.count; i++)
		if (own_tmpfs(b, p->tmpfs.items[i].target, p->tmpfs.items[i].size, e) < 0)
			return -1;
	for (size_t i = 0; i < l->cgroup_count; i++) {
		const char *path = part_text(&b->sandbox, e, "/sys/fs/cgroup%s%s",
			*l->cgroups[i].name ? "/" : "", l->cgroups[i].name);
		int tree = mount_clone_path(AT_FDCWD, l->cgroups[i].source,
			MOUNT_RO | MOUNT_NOEXEC, e);

		if (part_add(&b->sandbox, tree, path, false, e) < 0)
			return -1;
	}
	return 0;
}

static int collect_sandbox_root(struct build *b, struct err *e)
{
	static const struct mount_option options[] = {
		{"size", "1m"}, {"nr_inodes", "1024"}, {"mode", "0755"}, {NULL, NULL}};
	struct stat st;

	b->sandbox_root = mount_new("tmpfs", options, 0, e);
	if (b->sandbox_root < 0)
		return -1;
	if (fstat(b->sandbox_root, &st) < 0)
		return err_set(e, errno, "the sandbox's root");
	b->sandbox_dev = st.st_dev;
	for (const struct empty_directory *d = empty_directories; d->path; d++)
		if (image_leaves(b, d->path) && mkdirat(b->sandbox_root, d->path, d->mode) < 0)
			return err_set(e, errno, "mkdir %s", d->path);
	for (const struct link_entry *k = sandbox_links; k->path; k++)
		if (image_leaves(b, k->path) && symlinkat(k->target, b->sandbox_root, k->path) < 0)
			return err_set(e, errno, "symlink %s", k->path);
	return 0;
}

/* A new procfs may be mounted only while an unmasked one of the host can be seen. */
static int collect_proc(struct build *b, struct err *e)
{
	b->proc = mount_new("proc", NULL, MOUNT_NOEXEC, e);
	return part_add(&b->sandbox, b->proc, "/proc", false, e);
}

/* On top of it, files that lxcfs answers by the cgroup of whoever reads them: may the tenant? */
static int collect_lxcfs(struct build *b, struct err *e)
{
	for (const char *const *name = proc_of_lxcfs; *name && *b->launch->lxcfs; name++) {
		const char *source = part_text(&b->sandbox, e, "%s/proc/%s", b->launch->lxcfs, *name);
		const char *target = part_text(&b->sandbox, e, "/proc/%s", *name);
		int AUTO_CLOSE at = as_tenant_open(b->launch, source, 0, e);

		if (at < 0 && e->code == ENOENT)
			continue; /* an older lxcfs */
		if (at < 0 || part_add(&b->sandbox, mount_clone(at, source, MOUNT_RO | MOUNT_NOEXEC, e),
				      target, true, e) < 0)
			return -1;
	}
	return 0;
}

int collect_parts(struct build *b, struct err *e)
{
	static int (*const collectors[])(struct build *, struct err *) = {
		collect_sandbox_root, image_begin, collect_system, collect_etc, collect_machine, collect_run,
		collect_devices, own_pty, collect_var_tmp, own_scratch, own_jobs, own_sessions,
		own_queues, collect_home,
		collect_policy,
		collect_shell, /* over what the policy shows */
		collect_proc, collect_lxcfs, own_coarse,
		image_root, /* knows all that is mounted */
	};

	if (setgroups(b->launch->group_count, b->launch->groups) < 0)
		return err_set(e, errno, "setgroups");
	b->shown = shown_open(e);
	if (!b->shown)
		return -1;
	for (size_t i = 0; i < sizeof(collectors) / sizeof(collectors[0]); i++)
		if (collectors[i](b, e) < 0)
			return -1;
	return 0;
}
