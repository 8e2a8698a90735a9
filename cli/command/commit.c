/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel commit: an image with what a tenant has changed of it becomes another image.
 *
 * The two are mounted as one, read-only, where this process alone sees them, with the ids that they
 * have in the room; then it is an import of a directory, in its sandbox and within its bounds.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/mount_calls.h"
#include "cli/image/tenants_image.h"
#include "cli/output.h"
#include "command.h"
#include "image/common.h"
#include "image/import.h"
#include "image/own_ids.h"
#include "image/take.h"

#define PLACE HOSTEL_IMAGE_MOUNTS "/.commit" /* of this process's own namespace */

static int attach(int tree, const char *path, struct err *e)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_set(e, errno, "%s", path);
	return syscall(SYS_move_mount, tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0
		       ? err_set(e, errno, "move_mount %s", path)
		       : 0;
}

/* As image and upper directory lie on this host: what the room calls root is root's. */
static int merge(const struct tenants_image *t, struct err *e)
{
	const struct account *a = &t->tenant.account;
	char lower[IMAGE_PATH_SIZE + 64];
	uint32_t first = 0;
	int AUTO_CLOSE upper = -1;

	/* Files of the range are there as well where the policy said write = root once. */
	if (subids_of(&t->tenant.policy.subids, a->uid, &first, e) < 0) {
		if (t->tenant.policy.write == WRITE_ROOT)
			return -1;
		first = 0;
		*e = ERR_NONE;
	}
	upper = image_take_changes(&t->id, a->uid, a->gid, first, e);
	if (upper < 0)
		return -1;
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return err_set(e, errno, "a mount namespace");
	if (attach(upper, PLACE, e) < 0)
		return -1;
	snprintf(lower, sizeof(lower),
		"lowerdir=" PLACE "/upper:" HOSTEL_IMAGE_MOUNTS "/%s@%llu,userxattr", t->id.name,
		(unsigned long long)t->id.version);
	if (mount("overlay", PLACE, "overlay", MS_RDONLY | MS_NODEV | MS_NOSUID, lower) < 0)
		return err_set(e, errno, "the image with what %s has changed", a->name);
	return 0;
}

static int commit(const struct cli *c, const struct tenants_image *t)
{
	char id[IMAGE_ID_SIZE], origin[IMAGE_ID_SIZE + 64];
	struct err e = ERR_NONE;

	if (merge(t, &e) < 0) {
		say("commit: %s", e.message);
		return EXIT_SYSTEM;
	}
	image_id_print(&t->id, id);
	snprintf(origin, sizeof(origin), "%s" MADE_OF_CHANGES "%.40s changed", id, t->tenant.account.name);
	return import_directory(c, "commit", PLACE, origin);
}

int cmd_commit(const struct cli *c, int count, char **operands)
{
	struct tenants_image t;
	int status = image_of_tenant(&t, c, "commit", operands[0], true);

	(void)count;
	if (!status)
		status = commit(c, &t);
	tenants_image_free(&t);
	return status;
}
