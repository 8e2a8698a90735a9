/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The image of a tenant.
 */
#include "tenants_image.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "image/take.h"

static void find_upper(struct tenants_image *t)
{
	image_upper_path(&t->id, t->tenant.account.uid, t->upper);
	t->changed = access(t->upper, F_OK) == 0;
}

/* An image that the policy may name no more, nor this host have. */
static int find_named(struct tenants_image *t, const char *command, const char *image)
{
	struct err e = ERR_NONE;

	if (image_id_parse(image, &t->id, &e) < 0 || t->id.version) {
		say("%s: %s", command,
			e.code ? e.message : "an image without @: what was changed is of all its versions");
		return EXIT_USAGE;
	}
	find_upper(t);
	return 0;
}

static int find(struct tenants_image *t, const char *command, const char *name)
{
	struct err e = ERR_NONE;

	if (!strcmp(t->tenant.policy.image, POLICY_IMAGE_HOST)) {
		say("%s: %s has the host's own programs: hostel tenant set %s image=NAME", command, name,
			name);
		return EXIT_FAILED;
	}
	if (image_id_parse(t->tenant.policy.image, &t->id, &e) < 0 ||
		image_resolve(&t->id, &e) < 0) {
		say("%s: %s", command, e.message);
		return EXIT_NO_SUCH;
	}
	find_upper(t);
	return 0;
}

static int lock(struct tenants_image *t, const char *command, const char *name)
{
	struct err e = ERR_NONE;

	if (!t->changed) {
		say("%s: %s has changed nothing of an image", command, name);
		return EXIT_FAILED;
	}
	t->lock = image_lock_upper(&t->id, t->tenant.account.uid, 0, &e);
	if (t->lock >= 0)
		return 0;
	if (e.code == EBUSY)
		say("%s: a room of %s is alive and writes there: hostel kill %s ends it", command,
			name, name);
	else
		say("%s: %s", command, e.message);
	return e.code == EBUSY ? EXIT_BUSY : EXIT_SYSTEM;
}

int tenants_image_load(struct tenants_image *t, const struct cli *c, const char *command,
	const char *name, const char *image, bool alone)
{
	int AUTO_CLOSE config = config_open(c);
	int status;

	memset(t, 0, sizeof(*t));
	t->lock = -1;
	status = config < 0 ? EXIT_POLICY : tenant_load(&t->tenant, name, config);
	if (!status)
		status = image ? find_named(t, command, image) : find(t, command, name);
	return status || !alone ? status : lock(t, command, name);
}

void tenants_image_free(struct tenants_image *t)
{
	fd_close(&t->lock);
	tenant_free(&t->tenant);
}
