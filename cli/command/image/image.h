/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image: its verbs.
 */
#ifndef CLI_COMMAND_IMAGE_IMAGE_H
#define CLI_COMMAND_IMAGE_IMAGE_H

#include "cli/options.h"

extern const struct command image_verbs[];

int image_pull(const struct cli *c, int count, char **operands);
int image_import(const struct cli *c, int count, char **operands);
int image_build(const struct cli *c, int count, char **operands);
int image_update(const struct cli *c, int count, char **operands);

#endif
