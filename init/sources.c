/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collect everything of which sandbox and porch consist as detached mounts, while the host's mounts
 * are still there. Should: look up a path of the tenant with his ids only. Mustn't: attach anything
 * but the two file systems of which parts are cloned; write to the host.
 */
#include "rooms.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "mount.h"
#include "tables.h"
#include "talk/layout.h"
#include "talk/paths.h"

/* Whose a directory of the host is. */
static const char key_system[] = "the host's own directories";
static const char key_home[] = "the home directory";
static const char key_read_only[] = "[filesystem] read_only";
static const char key_read_write[] = "[filesystem] read_write";

int part_add(struct parts *parts, int tree, const char *path, bool file, struct err *e)
{
	if (tree < 0)
		return -1;
	if (parts->count == ROOM_PARTS_MAX) {
		close(tree);
		return err_rule(e, E2BIG, "%s: more than %d mounts", path, ROOM_PARTS_MAX);
	}
	parts->v[parts->count++] = (struct part){.tree = tree, .path = path, .file = file};
	return 0;
}

void part_shows(struct parts *parts, const char *key, bool writable)
{
	parts->v[parts->count - 1].key = key;
	parts->v[parts->count - 1].writable = writable;
}

bool part_exists(const struct rooms *r, const char *path)
{
	for (size_t i = 0; i < r->sandbox.count; i++)
		if (!strcmp(r->sandbox.v[i].path + 1, path))
			return true;
	return false;
}

const char *part_text(struct parts *parts, struct err *e, const char *format, ...)
{
	char *text = parts->text + parts->text_used;
	size_t size = sizeof(parts->text) - parts->text_used;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, size, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= size) {
		err_rule(e, E2BIG, "too many mounts: their paths do not fit");
		return "";
	}
	parts->text_used += (size_t)n + 1;
	return text;
}

/* A path that the tenant may have a hand in: his ids, no symbolic link anywhere. */
static int tenant_directory(const struct launch *l, const char *path, struct err *e)
{
	struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
	int AUTO_CLOSE fd = as_tenant(l) < 0 ? -1
		: (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	if (fd < 0)
		err_set(e, errno, "%s", path);
	if (as_root() < 0)
		return err_set(e, errno, "%s: from the tenant's ids back to root's", path);
	return fd_take(&fd);
}

/* The same directory in sandbox and porch; what runs in the first may not be run in the second. */
int part_in_both(struct rooms *r, int at, const char *path, unsigned flags, struct err *e)
{
	if (part_add(&r->sandbox, mount_clone(at, path, flags, e), path, false, e) < 0)
		return -1;
	return part_add(&r->porch, mount_clone(at, path, flags | MOUNT_NOEXEC, e), path, false, e);
}

/* The same of a directory of the host, with everything mounted below it. */
static int show_in_both(struct rooms *r, int at, const char *path, unsigned flags, const char *key,
	struct err *e)
{
	const bool writable = key == key_read_write;

	if (part_in_both(r, at, path, flags | MOUNT_TREE, e) < 0)
		return -1;
	part_shows(&r->sandbox, key, writable);
	part_shows(&r->porch, key, writable);
	return 0;
}

static int collect_system(struct rooms *r, struct err *e)
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
		if (S_ISLNK(st.st_mode)) { /* the porch's links are there already: root made them */
			n = readlink(path, target, sizeof(target) - 1);
			if (n < 0)
				return err_set(e, errno, "%s", path);
			target[n] = '\0';
			if (symlinkat(target, r->sandbox_root, *name) < 0)
				return err_set(e, errno, "symlink %s", path);
			continue;
		}
		at = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (at < 0)
			return err_set(e, errno, "%s", path);
		if (show_in_both(r, at, part_text(&r->sandbox, e, "%s", path), MOUNT_RO, key_system, e) < 0)
			return -1;
	}
	return 0;
}

static int collect_etc(struct rooms *r, struct err *e)
{
	const struct launch *l = r->launch;
	int AUTO_CLOSE etc = open(l->etc_dir, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (etc < 0)
		return err_set(e, errno, "%s", l->etc_dir);
	if (part_in_both(r, etc, "/etc", MOUNT_RO | MOUNT_NOEXEC, e) < 0)
		return -1;
	for (size_t i = 0; i < l->etc_count; i++) {
		const char *path = part_text(&r->sandbox, e, "/etc/%s", l->etc[i]);
		int tree = mount_clone_path(AT_FDCWD, path, MOUNT_RO | MOUNT_TREE, e);

		if (part_add(&r->sandbox, tree, path, false, e) < 0)
			return -1;
		part_shows(&r->sandbox, key_system, false);
	}
	return 0;
}

static int collect_run(struct rooms *r, struct err *e)
{
	const char *path = part_text(&r->porch, e, "%s/door", r->launch->run_dir);
	unsigned flags = MOUNT_RO | MOUNT_NOEXEC;
	int tree = mount_clone_path(AT_FDCWD, path, flags, e);
	int AUTO_CLOSE ids = -1;

	if (part_add(&r->porch, tree, HOSTEL_INSIDE_DOOR, false, e) < 0)
		return -1;
	path = part_text(&r->porch, e, "%s/ids", r->launch->base_dir);
	ids = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (ids < 0)
		return err_set(e, errno, "%s", path);
	return part_in_both(r, ids, HOSTEL_INSIDE_IDS, flags, e);
}

/* The porch's executables: one directory with hostel-shell, and links to it under all names. */
static int collect_shell(struct rooms *r, struct err *e)
{
	int tree = mount_clone_path(AT_FDCWD, HOSTEL_PORCHDIR, MOUNT_RO, e);

	if (part_add(&r->porch, tree, HOSTEL_INSIDE_BIN, false, e) < 0)
		return -1;
	for (const char *const *path = layout_programs; *path; path++) {
		char name[LAYOUT_PROGRAMS_NAME];
		const char *links;
		struct stat st;
		bool found;

		/* Left out, the host's own would stand there: noexec, but not hostel-shell. */
		found = lstat(*path, &st) == 0;
		if (!found && errno != ENOENT)
			return err_set(e, errno, "%s", *path);
		if (!found || !S_ISDIR(st.st_mode))
			continue;
		links = part_text(&r->porch, e, "%s/%s", r->launch->programs_dir,
			layout_programs_name(*path, name));
		tree = mount_clone_path(AT_FDCWD, links, MOUNT_RO | MOUNT_NOEXEC, e);
		if (part_add(&r->porch, tree, *path, false, e) < 0)
			return -1;
	}
	return 0;
}

static int collect_devices(struct rooms *r, struct err *e)
{
	unsigned flags = MOUNT_RO | MOUNT_NOEXEC | MOUNT_DEVICES;

	for (const char *const *name = layout_devices; *name; name++) {
		const char *path = part_text(&r->sandbox, e, "/dev/%s", *name);
		struct parts *where[] = {&r->sandbox, &r->porch};

		for (int i = 0; i < 2; i++) {
			int tree = mount_clone_path(AT_FDCWD, path, flags, e);

			if (part_add(where[i], tree, path, true, e) < 0)
				return -1;
		}
	}
	if (*r->launch->log_socket) {
		int tree = mount_clone_path(AT_FDCWD, r->launch->log_socket, MOUNT_NOEXEC, e);

		if (part_add(&r->porch, tree, "/dev/log", true, e) < 0)
			return -1;
	}
	return 0;
}

static int collect_home(struct rooms *r, struct err *e)
{
	const struct launch *l = r->launch;
	unsigned flags = r->policy->home == HOME_READ_ONLY ? MOUNT_RO : 0;
	int AUTO_CLOSE home = tenant_directory(l, l->home_source, e);

	if (home < 0)
		return -1;
	if (r->policy->home != HOME_TMPFS)
		return show_in_both(r, home, l->home, flags, key_home, e);
	if (own_tmpfs(r, l->home, r->policy->tmp_size, e) < 0)
		return -1;
	/* sshd reads ~/.ssh there; it need not write. */
	if (part_add(&r->porch, mount_clone(home, l->home, MOUNT_TREE | MOUNT_RO | MOUNT_NOEXEC, e), l->home,
		    false, e) < 0)
		return -1;
	part_shows(&r->porch, key_home, false);
	return 0;
}

static int collect_binds(struct rooms *r, const struct bind_list *list, unsigned flags, const char *key,
	struct err *e)
{
	for (size_t i = 0; i < list->count; i++) {
		int AUTO_CLOSE at = tenant_directory(r->launch, list->items[i].source, e);

		if (at < 0 || show_in_both(r, at, list->items[i].target, flags, key, e) < 0)
			return -1;
	}
	return 0;
}

static int collect_policy(struct rooms *r, struct err *e)
{
	const struct policy *p = r->policy;
	const struct launch *l = r->launch;

	if (collect_binds(r, &p->read_only, MOUNT_RO, key_read_only, e) < 0 ||
	    collect_binds(r, &p->read_write, 0, key_read_write, e) < 0)
		return -1;
	for (size_t i = 0; i < p->tmpfs.count; i++)
		if (own_tmpfs(r, p->tmpfs.items[i].target, p->tmpfs.items[i].size, e) < 0)
			return -1;
	for (size_t i = 0; i < l->cgroup_count; i++) {
		const char *path = part_text(&r->sandbox, e, "/sys/fs/cgroup%s%s",
			*l->cgroups[i].name ? "/" : "", l->cgroups[i].name);
		int tree = mount_clone_path(AT_FDCWD, l->cgroups[i].source,
			MOUNT_RO | MOUNT_NOEXEC, e);

		if (part_add(&r->sandbox, tree, path, false, e) < 0)
			return -1;
	}
	return 0;
}

static int collect_sandbox_root(struct rooms *r, struct err *e)
{
	static const struct mount_option options[] = {
		{"size", "1m"}, {"nr_inodes", "1024"}, {"mode", "0755"}, {NULL, NULL}};
	struct stat st;

	r->sandbox_root = mount_new("tmpfs", options, 0, e);
	if (r->sandbox_root < 0)
		return -1;
	if (fstat(r->sandbox_root, &st) < 0)
		return err_set(e, errno, "the sandbox's root");
	r->sandbox_dev = st.st_dev;
	for (const struct empty_directory *d = empty_directories; d->path; d++)
		if (mkdirat(r->sandbox_root, d->path, d->mode) < 0)
			return err_set(e, errno, "mkdir %s", d->path);
	for (const struct link_entry *k = sandbox_links; k->path; k++)
		if (symlinkat(k->target, r->sandbox_root, k->path) < 0)
			return err_set(e, errno, "symlink %s", k->path);
	return 0;
}

/* A new procfs may be mounted only while an unmasked one of the host can be seen. */
static int collect_proc(struct rooms *r, struct err *e)
{
	r->proc = mount_new("proc", NULL, MOUNT_NOEXEC, e);
	return part_add(&r->sandbox, r->proc, "/proc", false, e);
}

/* On top of it, files that lxcfs answers by the cgroup of whoever reads them: may the tenant? */
static int collect_view(struct rooms *r, struct err *e)
{
	struct open_how how = {.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};

	for (const char *const *name = proc_viewed; *name && *r->launch->lxcfs; name++) {
		const char *source = part_text(&r->sandbox, e, "%s/proc/%s", r->launch->lxcfs, *name);
		const char *target = part_text(&r->sandbox, e, "/proc/%s", *name);
		int AUTO_CLOSE at = as_tenant(r->launch) < 0 ? -1
			: (int)syscall(SYS_openat2, AT_FDCWD, source, &how, sizeof(how));
		const bool failed = at < 0 && errno != ENOENT;

		if (failed)
			err_set(e, errno, "%s", source);
		if (as_root() < 0)
			return err_set(e, errno, "%s: from the tenant's ids back to root's", source);
		if (failed)
			return -1;
		if (at >= 0 && part_add(&r->sandbox, mount_clone(at, source, MOUNT_RO | MOUNT_NOEXEC, e),
				       target, true, e) < 0)
			return -1;
	}
	return 0;
}

int rooms_collect(struct rooms *r, struct err *e)
{
	static int (*const collectors[])(struct rooms *, struct err *) = {
		collect_sandbox_root, collect_system, collect_etc, collect_run, collect_shell,
		collect_devices, own_pty, own_scratch, own_queues, collect_home,
		collect_policy, collect_proc, collect_view, own_coarse,
	};

	if (setgroups(r->launch->group_count, r->launch->groups) < 0)
		return err_set(e, errno, "setgroups");
	r->shown = shown_open(e);
	if (!r->shown)
		return -1;
	for (size_t i = 0; i < sizeof(collectors) / sizeof(collectors[0]); i++)
		if (collectors[i](r, e) < 0)
			return -1;
	return 0;
}
