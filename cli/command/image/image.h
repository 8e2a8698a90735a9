/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image: its verbs, for the table of verbs.c.
 */
#ifndef CLI_COMMAND_IMAGE_IMAGE_H
#define CLI_COMMAND_IMAGE_IMAGE_H

#include "cli/options.h"

extern const struct command image_verbs[];

/* What brings images in. */
int image_pull(const struct cli *c, int count, char **operands);
int image_import(const struct cli *c, int count, char **operands);
int image_build(const struct cli *c, int count, char **operands);
int image_update(const struct cli *c, int count, char **operands);

/* The store. */
int image_list(const struct cli *c, int count, char **operands);
int image_status(const struct cli *c, int count, char **operands);
int image_verify(const struct cli *c, int count, char **operands);
int image_sign_verb(const struct cli *c, int count, char **operands);
int image_mount_verb(const struct cli *c, int count, char **operands);
int image_rollback(const struct cli *c, int count, char **operands);
int image_remove(const struct cli *c, int count, char **operands);
int image_export(const struct cli *c, int count, char **operands);
int image_reset(const struct cli *c, int count, char **operands);
int image_receive_verb(const struct cli *c, int count, char **operands);

#endif
