/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image build: from a distribution's packages.
 */
#include "cli/image/recipe.h"
#include "cli/output.h"
#include "image.h"

int image_build(const struct cli *c, int count, char **operands)
{
	struct recipe recipe;
	int status;

	(void)count;
	(void)operands;
	if (!c->suite) {
		say("image build: --suite SUITE is missing, as in --suite trixie");
		return EXIT_USAGE;
	}
	status = recipe_make(&recipe, "image build", c->suite, c->include, c->mirror);
	return status ? status : recipe_build(&recipe, c, "image build", c->as);
}
