/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [filesystem] image and write, the module's part. What is in an image is never looked at here, and no
 * library that verifies one is loaded into a login program: `hostel image mount` does that.
 */
#include "image.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "host/state.h"
#include "image/judged.h"
#include "image/own_ids.h"
#include "image/take.h"
#include "on_host.h"
#include "talk/paths.h"

static bool has_image(const struct login *l)
{
	return *l->image.name;
}

/* Rules that have become stricter reach what is mounted already: it is asked again then. */
bool image_still_judged(const struct login *l)
{
	char stamp[CONFIG_STAMP_SIZE];

	policy_files_stamp(&l->files, "hostel.ini", stamp);
	return has_image(l) && image_is_judged(&l->image, stamp);
}

/*
 * What takes too long is left to itself: a large image is read as a whole where neither fs-verity nor
 * dm-verity is, and that is for who comes next. Whatever works for a tenant holds its lock: no login adds
 * another one to what a dead file system holds.
 */
static int have_mounted(const struct build *b, struct err *e)
{
	const unsigned timeout = (unsigned)b->login->policy.timeout;
	char id[IMAGE_ID_SIZE], said[ERR_MESSAGE_SIZE];
	const char *const argv[] = {HOSTEL_COMMAND, "--config", b->login->config, "image", "mount", id, NULL};
	int AUTO_CLOSE lock = -1;
	int status;

	if (b->survey->image_judged && image_is_mounted(&b->login->image))
		return 0;
	image_id_print(&b->login->image, id);
	lock = state_lock(b->tenant, "mounting", login_left(b->login) / 1000, e);
	if (lock < 0)
		return e->code != ETIMEDOUT ? -1
			: err_rule(e, ETIMEDOUT, "an earlier login's 'hostel image mount' was not done in "
				"[host] timeout = %us: that goes on", timeout);
	status = on_host_command(argv, &lock, 1, login_left(b->login), said, sizeof(said));
	if (status < 0 && errno == ETIMEDOUT) {
		(void)on_host_start(argv, &lock, 1);
		return err_rule(e, ETIMEDOUT, "the image %s was not verified and mounted in "
			"[host] timeout = %us: that goes on", id, timeout);
	}
	if (status < 0)
		return err_set(e, errno, HOSTEL_COMMAND);
	return status ? err_rule(e, EIO, "the image %s: %s", id, *said ? said : "hostel image mount failed")
		: 0;
}

int image_prepare(struct build *b, struct err *e)
{
	const struct policy *p = &b->login->policy;
	const struct account *a = &b->login->account;

	if (!has_image(b->login))
		return 0;
	if (have_mounted(b, e) < 0)
		return -1;
	if (p->write == WRITE_ROOT && subids_of(&p->subids, a->uid, &b->subids, e) < 0)
		return -1;
	if (p->write == WRITE_NONE)
		return 0;
	if (image_make_upper(&b->login->image, a->name, a->uid, a->gid, e) < 0)
		return -1;
	b->upper_lock = image_lock_upper(&b->login->image, a->uid, (login_share(b->login) + 999) / 1000, e);
	/* Also where nothing is limited any more: `upper` stays in a project. */
	return b->upper_lock < 0 ? -1 : image_settle_work(&b->login->image, a->uid, e);
}

/* Root of the image is the keeper, where nothing may be written; else the tenant. */
static struct image_ids ids_of(const struct build *b)
{
	const struct account *a = &b->login->account;

	return b->login->policy.write == WRITE_NONE ? (struct image_ids){b->keeper, b->keeper, 0}
		: (struct image_ids){a->uid, a->gid, b->subids};
}

int image_descriptors(struct build *b, struct err *e)
{
	const struct login *l = b->login;
	const struct image_ids ids = ids_of(b);

	if (!has_image(l))
		return 0;
	b->image = image_take(&l->image, &ids, l->policy.write == WRITE_ROOT, e);
	if (b->image < 0)
		return -1;
	if (l->policy.write != WRITE_NONE && (b->upper = image_take_upper(&l->image, l->account.uid, e)) < 0)
		return -1;
	return b->subids && (b->home = image_take_home(&l->account, b->survey->home, e)) < 0 ? -1 : 0;
}
