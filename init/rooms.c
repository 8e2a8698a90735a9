/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attach the collected parts: first the porch, in the mount namespace that was copied from the host's
 * and loses it here; then the sandbox, in a copy of the porch that loses that.
 */
#include "rooms.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "mount.h"
#include "policy/reserved.h"
#include "tables.h"

/* They return what was, never an error: asked again with what cannot be, they say what is. */
static int file_ids(uint32_t uid, uint32_t gid)
{
	setfsgid(gid);
	setfsuid(uid);
	if ((uint32_t)setfsuid((uid_t)-1) == uid && (uint32_t)setfsgid((gid_t)-1) == gid)
		return 0;
	errno = EPERM;
	return -1;
}

int as_tenant(const struct launch *l)
{
	return file_ids(l->uid, l->gid);
}

int as_root(void)
{
	return file_ids(0, 0);
}

/* Inside a directory of the tenant's: with the tenant's rights, or not at all. */
static int find_place(const struct rooms *r, int root, const char *path, dev_t dev, bool file, struct err *e)
{
	int AUTO_CLOSE target = mount_point(root, path, dev, file, e);

	if (target < 0 && as_tenant(r->launch) == 0)
		target = mount_point(root, path, dev, file, e);
	if (as_root() < 0)
		return err_set(e, errno, "%s: back to root's ids", path);
	return fd_take(&target);
}

static int attach_parts(const struct rooms *r, struct parts *parts, int root, dev_t dev,
	struct err *e)
{
	for (size_t i = 0; i < parts->count; i++) {
		struct part *p = &parts->v[i];
		int AUTO_CLOSE target = find_place(r, root, p->path, dev, p->file, e);

		if (target < 0 || mount_attach(p->tree, target, p->path, e) < 0)
			return -1;
		fd_close(&p->tree);
	}
	return 0;
}

/* What the policy hides must be there: a name that is misspelt hides nothing. */
static int hide(const struct rooms *r, int root, struct err *e)
{
	for (size_t i = 0; i < r->policy->hide.count; i++) {
		const char *path = r->policy->hide.items[i];
		int AUTO_CLOSE target = find_place(r, root, path, 0, false, e);
		int AUTO_CLOSE tree = -1;

		if (target < 0)
			return -1;
		tree = mount_clone_path(root, "run/hostel/empty", MOUNT_RO | MOUNT_NOEXEC, e);
		if (tree < 0 || mount_attach(tree, target, path, e) < 0)
			return -1;
	}
	return 0;
}

struct room {
	const struct rooms *rooms;
	const struct parts *parts;
};

/* The innermost part that the mount is of, or is mounted in; what hides something is our own. */
static struct shown_as whose(const void *context, const char *point)
{
	const struct room *room = context;
	const struct string_list *hidden = &room->rooms->policy->hide;
	const struct part *best = NULL;

	for (size_t i = 0; i < hidden->count; i++)
		if (!strcmp(hidden->items[i], point))
			return (struct shown_as){0};
	for (size_t i = 0; i < room->parts->count; i++) {
		const struct part *p = &room->parts->v[i];

		if (policy_inside(point, p->path) && (!best || strlen(p->path) >= strlen(best->path)))
			best = p;
	}
	return best ? (struct shown_as){best->key, best->writable} : (struct shown_as){0};
}

int rooms_porch(struct rooms *r, struct err *e)
{
	int AUTO_CLOSE base = open(r->launch->base_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int AUTO_CLOSE tree = -1, AUTO_CLOSE target = -1;

	if (base < 0)
		return err_set(e, errno, "%s", r->launch->base_dir);
	tree = mount_clone_path(base, "porch", MOUNT_RO | MOUNT_NOEXEC, e);
	if (tree < 0)
		return -1;
	target = openat(base, "porch", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (target < 0)
		return err_set(e, errno, "the porch");
	if (mount_attach(tree, target, "the porch", e) < 0)
		return -1;
	/* Everything on it was made by root beforehand; no device number of ours: make nothing. */
	if (attach_parts(r, &r->porch, tree, 0, e) < 0 || hide(r, tree, e) < 0)
		return -1;
	r->porch_namespace = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (r->porch_namespace < 0)
		return err_set(e, errno, "/proc/self/ns/mnt");
	r->ipc_namespace = open("/proc/self/ns/ipc", O_RDONLY | O_CLOEXEC);
	if (r->ipc_namespace < 0)
		return err_set(e, errno, "/proc/self/ns/ipc");
	if (r->policy->network != NETWORK_HOST) {
		r->net_namespace = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		if (r->net_namespace < 0)
			return err_set(e, errno, "/proc/self/ns/net");
	}
	if (mount_enter(tree, "the porch", e) < 0)
		return -1;
	return shown_check(r->shown, r->proc, whose, &(struct room){r, &r->porch}, e);
}

/* *first: the mount that covers the first one, of which the others are copies; -1: there is none yet. */
static int cover(const struct rooms *r, const char *path, bool directory, int *first, struct err *e)
{
	int AUTO_CLOSE target = openat(r->sandbox_root, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int AUTO_CLOSE tree = -1;

	if (target < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	tree = *first >= 0 ? mount_copy(*first, path, e)
		: mount_clone_path(r->sandbox_root, directory ? "run/hostel/empty" : "dev/null",
			MOUNT_RO | MOUNT_NOEXEC | (directory ? 0 : MOUNT_DEVICES), e);
	if (tree < 0 || mount_attach(tree, target, path, e) < 0)
		return -1;
	if (*first < 0)
		*first = fd_take(&tree);
	return 0;
}

static int mask_proc(const struct rooms *r, struct err *e)
{
	int AUTO_CLOSE file = -1, AUTO_CLOSE directory = -1;
	char path[64];

	for (const struct proc_mask *m = proc_masks; m->path; m++) {
		snprintf(path, sizeof(path), "proc/%s", m->path);
		/* Shown by lxcfs: the tenant's own, and no mask needed. */
		if (!part_exists(r, path) &&
		    cover(r, path, m->directory, m->directory ? &directory : &file, e) < 0)
			return -1;
	}
	for (const char *const *name = proc_read_only; *name; name++) {
		int AUTO_CLOSE target = -1, AUTO_CLOSE tree = -1;

		snprintf(path, sizeof(path), "proc/%s", *name);
		target = openat(r->sandbox_root, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (target < 0)
			return err_set(e, errno, "%s", path);
		tree = mount_clone(target, path, MOUNT_RO | MOUNT_NOEXEC, e);
		if (tree < 0 || mount_attach(tree, target, path, e) < 0)
			return -1;
	}
	return 0;
}

/* Nothing of the host's mounts can change any more: what is judged is what the tenant gets. */
static int judge_sandbox(struct rooms *r, struct err *e)
{
	int AUTO_CLOSE proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int result = proc < 0 ? err_set(e, errno, "/proc")
			      : shown_check(r->shown, proc, whose, &(struct room){r, &r->sandbox}, e);

	shown_close(r->shown);
	r->shown = NULL;
	return result;
}

int rooms_sandbox(struct rooms *r, struct err *e)
{
	int AUTO_CLOSE target = -1;

	if (unshare(CLONE_NEWNS) < 0)
		return err_set(e, errno, "unshare the mount namespace");
	target = open("/tmp", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (target < 0)
		return err_set(e, errno, "/tmp");
	if (mount_attach(r->sandbox_root, target, "the sandbox", e) < 0 ||
	    attach_parts(r, &r->sandbox, r->sandbox_root, r->sandbox_dev, e) < 0 ||
	    mask_proc(r, e) < 0 || hide(r, r->sandbox_root, e) < 0 ||
	    mount_restrict(r->sandbox_root, "the sandbox", MOUNT_RO, e) < 0)
		return -1;
	return mount_enter(r->sandbox_root, "the sandbox", e) < 0 ? -1
		: judge_sandbox(r, e);
}
