/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A minimal image from a distribution's packages, by mmdebstrap(1).
 */
#ifndef CLI_IMAGE_RECIPE_H
#define CLI_IMAGE_RECIPE_H

#include <stdbool.h>

#include "cli/cli.h"

#define RECIPE_SUITE_SIZE 33
#define RECIPE_INCLUDE_SIZE 119
#define RECIPE_MIRROR_SIZE 65

struct recipe {
	char suite[RECIPE_SUITE_SIZE];
	char include[RECIPE_INCLUDE_SIZE]; /* packages, with commas; may be empty */
	char mirror[RECIPE_MIRROR_SIZE];   /* empty: that of the host */
};

/* NULL: not given. 0, or an exit status after saying why. */
int recipe_make(
	struct recipe *r, const char *command, const char *suite, const char *include, const char *mirror);

/* As it stands in a manifest: what one would type. False if it is something else. */
bool recipe_read(struct recipe *r, const char *source);

int recipe_build(const struct recipe *r, const struct cli *c, const char *command, const char *name);

#endif
