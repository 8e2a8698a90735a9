/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attach the collected parts: first the porch, in the mount namespace that was copied from the host's
 * and loses it here; then the sandbox, in a copy of the porch that loses that.
 */
#include "assemble.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "as_tenant.h"
#include "base/fd.h"
#include "image.h"
#include "mount.h"
#include "policy/reserved.h"
#include "tables.h"

/* Inside a directory of the tenant's: with the tenant's rights, or not at all. */
static int find_target(const struct build *b, int root, const char *path, dev_t dev, bool file, struct err *e)
{
	int AUTO_CLOSE target = mount_point(root, path, dev, file, e);

	if (target >= 0)
		return fd_take(&target);
	if (as_tenant(b->launch) == 0)
		target = mount_point(root, path, dev, file, e);
	if (as_root() < 0)
		return err_set(e, errno, "%s: back to root's ids", path);
	return fd_take(&target);
}

/* With an image it is shown inside, which has a place for it; on the porch it is, where the host has one. */
static bool is_of_policy(const struct build *b, const struct part *p)
{
	return image_is_used(b) && p->key && *p->key == '[';
}

/* What a tenant made in an image can be in the place of a mount; move_mount(2) says EINVAL for that. */
static int attach(const struct part *p, int target, struct err *e)
{
	struct stat st;

	if (mount_attach(p->tree, target, p->path, e) == 0)
		return 0;
	if (e->code == EINVAL && fstat(target, &st) == 0 && S_ISDIR(st.st_mode) == p->file)
		err_rule(e, EINVAL, "%s: not shown, as a %s is there", p->path,
			p->file ? "directory" : "file");
	return -1;
}

static int attach_parts(const struct build *b, struct parts *parts, int root, dev_t dev,
	struct err *e)
{
	for (size_t i = 0; i < parts->count; i++) {
		struct part *p = &parts->v[i];
		int AUTO_CLOSE target = find_target(b, root, p->path, dev, p->file, e);

		if (target < 0 && parts == &b->porch && e->code == ENOENT && is_of_policy(b, p)) {
			*e = ERR_NONE;
			fd_close(&p->tree);
			continue;
		}
		if (target < 0 || attach(p, target, e) < 0)
			return -1;
		fd_close(&p->tree);
	}
	return 0;
}

/* What the policy hides must be there: a name that is misspelt hides nothing. */
static int hide(const struct build *b, int root, struct err *e)
{
	for (size_t i = 0; i < b->policy->hide.count; i++) {
		const char *path = b->policy->hide.items[i];
		int AUTO_CLOSE target = find_target(b, root, path, 0, false, e);
		int AUTO_CLOSE tree = -1;

		if (target < 0 && image_is_used(b) && e->code == ENOENT)
			continue; /* of the host, which is not shown */
		if (target < 0)
			return -1;
		tree = mount_clone_path(root, "run/hostel/empty", MOUNT_RO | MOUNT_NOEXEC, e);
		if (tree < 0 || mount_attach(tree, target, path, e) < 0)
			return -1;
	}
	return 0;
}

/* What was attached, in sandbox or porch. */
struct attached {
	const struct build *build;
	const struct parts *parts;
};

/*
 * The part that the mount is of, or is mounted in: of several the last, which covers what was attached before
 * it. What hides something is our own, and covers what is below.
 */
static struct shown_as whose(const void *context, const char *point)
{
	const struct attached *in = context;
	const struct string_list *hidden = &in->build->policy->hide;
	const struct part *best = NULL;

	for (size_t i = 0; i < hidden->count; i++)
		if (policy_inside(point, hidden->items[i]))
			return (struct shown_as){0};
	for (size_t i = 0; i < in->parts->count; i++) {
		const struct part *p = &in->parts->v[i];

		if (policy_inside(point, p->path))
			best = p;
	}
	return best ? (struct shown_as){best->key, best->writable} : (struct shown_as){0};
}

static int keep_namespace(const char *path, int *fd, struct err *e)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	return *fd < 0 ? err_set(e, errno, "%s", path) : 0;
}

int assemble_porch(struct build *b, struct err *e)
{
	int AUTO_CLOSE base = open(b->launch->base_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int AUTO_CLOSE tree = -1, AUTO_CLOSE target = -1;

	if (base < 0)
		return err_set(e, errno, "%s", b->launch->base_dir);
	tree = mount_clone_path(base, "porch", MOUNT_RO | MOUNT_NOEXEC, e);
	if (tree < 0)
		return -1;
	target = openat(base, "porch", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (target < 0)
		return err_set(e, errno, "the porch");
	if (mount_attach(tree, target, "the porch", e) < 0)
		return -1;
	/* Everything on it was made by root beforehand; no device number of ours: make nothing. */
	if (attach_parts(b, &b->porch, tree, 0, e) < 0 || hide(b, tree, e) < 0)
		return -1;
	if (keep_namespace("/proc/self/ns/mnt", &b->porch_namespace, e) < 0 ||
	    keep_namespace("/proc/self/ns/ipc", &b->ipc_namespace, e) < 0 ||
	    (b->policy->network != NETWORK_HOST &&
		    keep_namespace("/proc/self/ns/net", &b->net_namespace, e) < 0))
		return -1;
	if (mount_enter(tree, "the porch", e) < 0)
		return -1;
	return shown_check(b->shown, b->proc, whose, &(struct attached){b, &b->porch}, e);
}

/* *first: the mount that covers the first one, of which the others are copies; -1: there is none yet. */
static int cover(const struct build *b, const char *path, bool directory, int *first, struct err *e)
{
	int AUTO_CLOSE target = openat(b->sandbox_root, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int AUTO_CLOSE tree = -1;

	if (target < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	tree = *first >= 0 ? mount_copy(*first, path, e)
		: mount_clone_path(b->sandbox_root, directory ? "run/hostel/empty" : "dev/null",
			MOUNT_RO | MOUNT_NOEXEC | (directory ? 0 : MOUNT_DEVICES), e);
	if (tree < 0 || mount_attach(tree, target, path, e) < 0)
		return -1;
	if (*first < 0)
		*first = fd_take(&tree);
	return 0;
}

static int mask_proc(const struct build *b, struct err *e)
{
	int AUTO_CLOSE file = -1, AUTO_CLOSE directory = -1;
	char path[64];

	for (const char *const *name = proc_read_only; *name; name++) {
		int AUTO_CLOSE target = -1, AUTO_CLOSE tree = -1;

		snprintf(path, sizeof(path), "proc/%s", *name);
		target = openat(b->sandbox_root, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (target < 0)
			return err_set(e, errno, "%s", path);
		tree = mount_clone(target, path, MOUNT_RO | MOUNT_NOEXEC, e);
		if (tree < 0 || mount_attach(tree, target, path, e) < 0)
			return -1;
	}
	/* After that, as some lie below it. */
	for (const struct proc_mask *m = proc_masks; m->path; m++) {
		snprintf(path, sizeof(path), "proc/%s", m->path);
		/* Shown by lxcfs: the tenant's own, and no mask needed. */
		if (!part_exists(b, path) &&
		    cover(b, path, m->directory, m->directory ? &directory : &file, e) < 0)
			return -1;
	}
	return 0;
}

/* Nothing of the host's mounts can change any more: what is judged is what the tenant gets. */
static int judge_sandbox(struct build *b, struct err *e)
{
	int AUTO_CLOSE proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int result = proc < 0 ? err_set(e, errno, "/proc")
			      : shown_check(b->shown, proc, whose, &(struct attached){b, &b->sandbox}, e);

	shown_close(b->shown);
	b->shown = NULL;
	return result;
}

static int restrict_root(const struct build *b, struct err *e)
{
	return image_is_used(b) ? image_restrict(b, e)
		: mount_restrict(b->sandbox_root, "the sandbox", MOUNT_RO, e);
}

int assemble_sandbox(struct build *b, struct err *e)
{
	int AUTO_CLOSE target = -1;

	if (unshare(CLONE_NEWNS) < 0)
		return err_set(e, errno, "unshare the mount namespace");
	target = open("/tmp", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (target < 0)
		return err_set(e, errno, "/tmp");
	if (mount_attach(b->sandbox_root, target, "the sandbox", e) < 0 ||
	    attach_parts(b, &b->sandbox, b->sandbox_root, b->sandbox_dev, e) < 0 ||
	    mask_proc(b, e) < 0 || hide(b, b->sandbox_root, e) < 0 || restrict_root(b, e) < 0)
		return -1;
	return mount_enter(b->sandbox_root, "the sandbox", e) < 0 ? -1 : judge_sandbox(b, e);
}
