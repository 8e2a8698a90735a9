/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image reset: what a tenant has changed of an image is removed, by one rename(2), then
 * deleted.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/image/tenants_image.h"
#include "cli/output.h"
#include "common.h"
#include "image.h"
#include "image/take.h"

/* The work directory stays: what is in it is the overlay's own. */
static int reset(const struct tenants_image *t, struct err *e)
{
	const struct account *a = &t->tenant.account;
	int AUTO_CLOSE own = open(t->upper, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (own < 0)
		return err_set(e, errno, "%s", t->upper);
	/* What an earlier one left when it was killed. */
	if (image_delete_tree(t->upper, "old", e) < 0)
		return -1;
	/* On the disk before anything is deleted: after a power cut all of it is there, or nothing. */
	if ((renameat(own, "upper", own, "old") < 0 && errno != ENOENT) || fsync(own) < 0)
		return err_set(e, errno, "%s/upper", t->upper);
	if (image_make_upper(&t->id, a->name, a->uid, a->gid, e) < 0)
		return -1;
	return image_delete_tree(t->upper, "old", e);
}

int image_reset(const struct cli *c, int count, char **operands)
{
	struct tenants_image t;
	struct err e = ERR_NONE;
	int status = tenants_image_load(&t, c, "image reset", operands[0],
		count > 1 ? operands[1] : NULL, true);

	if (!status && reset(&t, &e) < 0) {
		say("image reset: %s", e.message);
		status = EXIT_SYSTEM;
	}
	if (!status && !c->json)
		printf("%s: what was changed of %s is gone\n", operands[0], t.id.name);
	if (!status)
		image_answer(c, &t.id, "reset", operands[0]);
	tenants_image_free(&t);
	return status;
}
