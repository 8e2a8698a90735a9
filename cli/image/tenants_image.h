/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The image of a tenant, and what the tenant has changed of it: for diff, commit and image reset.
 */
#ifndef CLI_IMAGE_TENANTS_IMAGE_H
#define CLI_IMAGE_TENANTS_IMAGE_H

#include "cli/cli.h"
#include "cli/config.h"
#include "image/store.h"

struct tenants_image {
	struct tenant tenant;
	struct image_id id; /* which the next room gets; diff: which a room runs that is alive */
	char upper[IMAGE_PATH_SIZE]; /* image_upper_path() */
	bool changed;	    /* it is there */
	int lock;	    /* nobody writes there; -1: it was not asked for */
};

/*
 * 0; or an exit status after saying why not: no such tenant, no image, or, with `alone`, nothing
 * changed of it, or a room that is alive writes there. `image`: this one, whatever the policy says and
 * also if it is no longer here; NULL: the policy's. tenants_image_free() in either case.
 */
int tenants_image_load(struct tenants_image *t, const struct cli *c, const char *command,
	const char *name, const char *image, bool alone);
void tenants_image_free(struct tenants_image *t);

#endif
