/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who needs an image: rooms that run it, policies that name it.
 */
#ifndef CLI_COMMAND_IMAGE_USED_H
#define CLI_COMMAND_IMAGE_USED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "policy/image_id.h"

struct image_use {
	char *who;	    /* a tenant, or "plans/pro.ini" */
	struct image_id id; /* version 0: a policy's, of the current one */
};

struct image_uses {
	size_t count, size;
	struct image_use *v;
};

/* Rooms that are alive: t/UID/N/image, which the login wrote. 0, or -1 with *e. */
int image_uses_rooms(struct image_uses *u, struct err *e);

/* [filesystem] image of hostel.ini, plans and tenants. 0, or an exit status after saying why not.
 */
int image_uses_policies(struct image_uses *u, int config);
void image_uses_free(struct image_uses *u);

/* The next from *at on that is of this version; of any version of the name if id->version is 0.
 * NULL: none. */
const char *image_uses_next(const struct image_uses *u, const struct image_id *id, size_t *at);

/* "alice, bob", malloc'ed; NULL: nobody. Each once. */
char *image_uses_text(const struct image_uses *u, const struct image_id *id);

#endif
