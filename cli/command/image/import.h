/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory of this host becomes an image.
 */
#ifndef CLI_COMMAND_IMAGE_IMPORT_H
#define CLI_COMMAND_IMAGE_IMPORT_H

#include "cli/cli.h"

#define MADE_OF_CHANGES " and what " /* in the origin of an image of `hostel commit` */

/*
 * Under the name of --as. `command` begins each sentence, `origin` stands in the manifest. 0, or an
 * exit status after saying why not.
 */
int import_directory(
	const struct cli *c, const char *command, const char *path, const char *origin);

#endif
