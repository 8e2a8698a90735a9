/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the verbs of hostel image share.
 */
#ifndef CLI_COMMAND_IMAGE_COMMON_H
#define CLI_COMMAND_IMAGE_COMMON_H

#include "base/err.h"
#include "cli/cli.h"
#include "cli/image/tenants_image.h"
#include "image/store.h"
#include "image/version.h"
#include "policy/image_id.h"
#include "policy/policy.h"

/* [image] of hostel.ini. */
struct image_config {
	struct policy policy;
	char stamp[IMAGE_STAMP_SIZE];
	struct image_rules rules; /* points into both */
};

/* 0, or an exit status after saying why not. No hostel.ini: the defaults. image_config_free() in
 * either case. */
int image_config_read(struct image_config *i, const struct cli *c);
void image_config_free(struct image_config *i);

/* NAME[@N] of the command line, its number put in where none is given: 0, or an exit status, said.
 */
int image_operand(const char *verb, const char *text, struct image_id *id);

/* "verb: NAME@N: why", and the exit status of such an error. */
int image_failed(const char *verb, const struct image_id *id, const struct err *e);

/*
 * A tenant's image, mounted, and what the tenant has changed of it: tenants_image_load(). 0, or an
 * exit status after saying why not; tenants_image_free() in either case.
 */
int image_of_tenant(struct tenants_image *t, const struct cli *c, const char *command, const char *name,
	bool alone);

/* With --json: {"image": "NAME@N", key: value}. `key` may be NULL. */
void image_answer(
	const struct cli *c, const struct image_id *id, const char *key, const char *value);

/* An image_tick that says on a terminal how far it is, and its end. */
void image_progress(uint64_t done, uint64_t size);
void image_progress_end(void);

#endif
